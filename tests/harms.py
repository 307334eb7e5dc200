"""The acts that no text of a collector's may do, whoever reads it."""

HARMS = {
    "threatens_violence",
    "threatens_arrest",
    "threatens_exposure",
    "threatens_action",
    "poses_as_authority",
    "poses_as_lender",
    "invents_consequence",
    "false_promise",
    "overstates_debt",
    "adds_fees",
    "pushes_borrowing",
    "insults",
    "seizes_property",
    "publishes",
    "asks_other_to_pay",
}
