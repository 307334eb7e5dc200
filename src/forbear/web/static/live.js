// What happens in the gate, as it happens. Without this script the page shows the same after a reload.
"use strict";
for (const place of document.querySelectorAll("[data-live]")) {
  const only = place.dataset.case;
  const list = place.querySelector("ul");
  const stream = new EventSource(place.dataset.live + "?lang=" + document.documentElement.lang.slice(0, 2));
  stream.addEventListener("seen", (event) => {
    const told = JSON.parse(event.data);
    if (only && told.case !== only) return;
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = told.href + "?lang=" + document.documentElement.lang.slice(0, 2);
    link.textContent = told.text;
    line.append(link);
    list.prepend(line);
    while (list.children.length > 50) list.lastElementChild.remove();
    place.hidden = false;
  });
  addEventListener("pagehide", () => stream.close());
}
