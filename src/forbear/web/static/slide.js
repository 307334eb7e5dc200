// A slider beside an amount, for who likes to slide. Without this script the number field does it all.
"use strict";
for (const field of document.querySelectorAll("input[data-slide-to]")) {
  const slider = document.createElement("input");
  const most = Number(field.dataset.slideTo);
  Object.assign(slider, { type: "range", min: 0, max: Math.ceil(most), step: Math.max(1, Math.round(most / 200)), value: field.value || 0 });
  slider.setAttribute("aria-label", field.dataset.slideName);
  slider.addEventListener("input", () => { field.value = slider.value; });
  field.addEventListener("input", () => { slider.value = field.value || 0; });
  field.after(slider);
}
