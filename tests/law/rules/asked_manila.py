"""What the Philippine circular answers, and which books are chosen where none is named."""

# fmt: off

from asking import Case, america, manila, person, said

CASES = []
def add(*a, **k):
    CASES.append(Case(*a, **k))
HOURS = "ph.sec.hours"
CONTACT_LIST = "ph.sec.contact_list_ban"
CONTENT = "ph.sec.content"
DAY = "2026-07-14T10:00:00+08:00"
for t, v, nx in [("05:59:59", "forbid", "2026-07-14T06:00:00"), ("06:00:00", "allow", ""), ("21:59:59",
    "allow", ""), ("22:00:00", "forbid", "2026-07-15T06:00:00"), ("00:00:00", "forbid",
    "2026-07-14T06:00:00")]:
    add("Manila " + t, manila(f"2026-07-14T{t}+08:00"), v, HOURS if v == "forbid" else "",
        next=nx + "+08:00" if nx else "")
for n, v in [(15, "forbid"), (16, "allow"), (0, "forbid"), (90, "allow")]:
    add(f"night call {n} days past due", manila("2026-07-14T23:00:00+08:00", debts=[{"id": "d1",
        "product": "online_consumer_loan", "days_past_due": n}]), v, HOURS if v == "forbid" else "")
add("days not told, at night", manila("2026-07-14T23:00:00+08:00", debts=[{"id": "d1",
    "product": "online_consumer_loan"}]), "unknown", HOURS, missing="debts/d1/days_past_due")
add("days not told, by day", manila(DAY, debts=[{"id": "d1", "product": "online_consumer_loan"}]), "allow")
add("agreed late hours", manila("2026-07-14T23:29:59+08:00", statements=[said("agreed_hours",
    "2026-07-10T12:00:00+08:00", start="22:00", end="23:30")]), "allow")
add("agreed late hours over", manila("2026-07-14T23:30:00+08:00", statements=[said("agreed_hours",
    "2026-07-10T12:00:00+08:00", start="22:00", end="23:30")]), "forbid", HOURS)
add("night text by the agency", manila("2026-07-14T23:00:00+08:00", channel="sms", collector="k1"),
    "forbid", HOURS)
add("portal at night", manila("2026-07-14T23:00:00+08:00", channel="portal"), "allow")
add("inbound at night", manila("2026-07-14T23:00:00+08:00", direction="inbound"), "allow")
add("a bank is not under the SEC circular", manila("2026-07-14T23:00:00+08:00", collector="kb"), "allow")
add("eve of the circular", manila("2019-09-06T23:00:00+08:00"), "allow")
add("first day", manila("2019-09-07T23:00:00+08:00"), "forbid", HOURS)
add("no zone", manila(DAY, people=[person("p1", zone=None, region="PH-00")]), "unknown", HOURS,
    missing="people/p1/zones")
def third(role, **k):
    return manila(k.pop("at", DAY), person="p2", people=[person("p2", role, "Asia/Manila", region="PH-00")],
        **k)
consented = [said("consent", "2026-06-01T08:00:00+08:00", end="third_party")]
for role in "phonebook family friend colleague employer named_contact other".split():
    add(f"{role}, with consent", third(role, statements=consented), "forbid", CONTACT_LIST)
    add(f"{role}, asked where he is", third(role, purpose="locate", conveys_debt=False), "forbid",
        CONTACT_LIST, lacks=CONTENT)
    add(f"{role}, told", third(role, conveys_debt=True), "forbid", CONTACT_LIST)
for role in "guarantor co_borrower".split():
    add(f"{role}", third(role, conveys_debt=True), "allow", lacks=CONTACT_LIST)
add("role not told", third(None), "unknown", CONTACT_LIST, missing="people/p2/role")
add("employer told", third("employer", conveys_debt=True), "forbid", CONTENT + " " + CONTACT_LIST)
add("phone book at night: both", third("phonebook", at="2026-07-14T23:00:00+08:00"), "forbid",
    HOURS + " " + CONTACT_LIST)
add("inbound call of a friend", third("friend", direction="inbound"), "allow")
add("binding: regulation", third("phonebook", posture="binding"), "forbid", CONTACT_LIST)
disputed = [said("dispute", "2026-07-10T09:00:00+08:00", debts=["d1"], written=True)]
add("guarantor told that it is disputed", third("guarantor", channel="sms", conveys_debt=True,
    statements=disputed,
    text="The loan you guaranteed is past due. Please note that the borrower disputes it."), "allow")
add("guarantor not told of the dispute", third("guarantor", channel="sms", conveys_debt=True,
    statements=disputed, text="The loan you guaranteed is past due. Please settle it."), "forbid", CONTENT)
add("guarantor: dispute answered", third("guarantor", channel="sms", conveys_debt=True,
    statements=[*disputed, said("dispute_answered", "2026-07-12T09:00:00+08:00", debts=["d1"])],
    text="The loan you guaranteed is past due. Please settle it."), "allow")
add("guarantor: dispute of another loan", third("guarantor", channel="sms", conveys_debt=True,
    statements=[{**disputed[0], "debts": ["d2"]}],
    text="The loan you guaranteed is past due. Please settle it."), "allow")
add("the borrower himself knows that he disputes", manila(DAY, channel="sms", statements=disputed,
    text="Your loan is past due. Please settle it."), "allow")
for t in [
    "The court has issued a warrant. Police are on the way.",
    "You stupid cow, pay up.",
    "We will post your photo on Facebook if you do not pay.",
    "We will hurt your family.",
    "This is the NBI cybercrime division. Pay your loan or face estafa charges.",
    "Your barangay captain will be told tomorrow that you are a scammer.",
    "You owe 90,000 now, it doubles every day you wait.",

]:
    add("unlawful: " + t, manila(DAY, channel="sms", text=t), "forbid", CONTENT)
for t in ["Your payment of 1,500 pesos is due on 20 July.", "Please call us if you need more time.",
    "We never contact people in your phone book.",
    "Your loan is nine days past due. You may pay at any branch."]:
    add("lawful: " + t, manila(DAY, channel="sms", text=t), "allow")
add("public post", manila(DAY, channel="social_post", conveys_debt=True), "forbid", CONTENT)
def chosen(region, zone="America/New_York", at="2026-05-13T11:00:00-04:00", **k):
    return america(at, "", people=[person("p1", zone=zone, region=region)], **k)
add("books: Manila chosen", manila("2026-07-14T23:00:00+08:00", books=""), "forbid", HOURS)
for rg in ["PH"]:
    add("books: " + rg, manila("2026-07-14T23:00:00+08:00", people=[person("p1", zone="Asia/Manila",
        region=rg)], books=""), "forbid", HOURS)
add("books: before the circular there was none", manila("2018-07-14T23:00:00+08:00", books=""), "unknown")
add("books: a Philippine bank: covered, not bound", manila("2026-07-14T23:00:00+08:00", collector="kb",
    books=""), "allow")
for rg in ["FR", "JP-13", "BR-SP"]:
    add("books: " + rg, chosen(rg), "unknown")
