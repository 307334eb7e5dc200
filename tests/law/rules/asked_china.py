"""What the Chinese books answer: hours, counts, who may be asked, plans, visits, dates, and what is not known."""

# fmt: off

from asking import FOUND, LOST, Case, china, past, person, said

HOURS = "cn.gbt45251.hours"
CARD_HOURS = "cn.cba2026.hours"
TALKS = "cn.gbt45251.freq.interactive_voice"
NOTICES = "cn.gbt45251.freq.notice_voice"
DIALS = "cn.cba2026.freq.attempts"
BANKERS = "cn.cba2026"
BOTH = "cn.gbt45251 cn.cba2026"
MOBILE = {"address": "m1", "address_kind": "mobile"}
def agreed(at="2026-03-05T15:20:00+08:00", s="22:00", e="23:30", **k):
    return [said("agreed_hours", at, start=s, end=e, **k)]
def march(hm, d="03"):
    return f"2026-03-{d}T{hm}:00+08:00"
def talks(n, d="03", result="conversation", **k):
    return [past(march(f"{9 + i:02}:00", d), result, **k) for i in range(n)]
def dials(n, d="03", result="unanswered", **k):
    return [past(march(f"{8 + i:02}:10", d), result, **{**MOBILE, **k}) for i in range(n)]
CASES = []
def add(*a, **k):
    CASES.append(Case(*a, **k))
add("a minute before ten is open", china("2026-03-02T21:59:00+08:00"), "allow", lacks=HOURS,
    next="2026-03-02T21:59:00+08:00")
add("ten sharp is shut", china("2026-03-02T22:00:00+08:00"), "forbid", HOURS,
    next="2026-03-03T08:00:00+08:00")
add("half a second before ten is open", china("2026-03-02T21:59:59.500+08:00"), "allow", lacks=HOURS)
add("half a second before eight is shut", china("2026-03-02T07:59:59.999+08:00"), "forbid", HOURS,
    next="2026-03-02T08:00:00+08:00")
add("one second after midnight is shut until eight the same day", china("2026-03-03T00:00:01+08:00"),
    "forbid", HOURS, next="2026-03-03T08:00:00+08:00")
add("a text at night is collection work", china("2026-03-04T22:30:00+08:00", channel="sms"), "forbid",
    HOURS, next="2026-03-05T08:00:00+08:00")
add("a chat message at night", china("2026-03-04T22:30:00+08:00", channel="im"), "forbid", HOURS,
    next="2026-03-05T08:00:00+08:00")
add("a private social message before eight", china("2026-03-04T06:30:00+08:00", channel="social_message"),
    "forbid", HOURS, next="2026-03-04T08:00:00+08:00")
add("a visit at night", china("2026-03-04T22:30:00+08:00", channel="visit", staff=2), "forbid", HOURS)
add("a recorded notice at night", china("2026-03-04T22:30:00+08:00", style="announcement"), "forbid", HOURS)
add("a machine that talks, at night", china("2026-03-04T22:30:00+08:00", style="ai_voice"), "forbid", HOURS)
add("an agency is bound by the same hours", china("2026-03-04T22:30:00+08:00", collector="k1"), "forbid",
    HOURS)
add("card: a text at night without consent", china("2026-04-15T22:30:00+08:00", BANKERS, "bank",
    channel="sms"), "forbid", CARD_HOURS, next="2026-04-16T08:00:00+08:00")
add("card: a letter at night is other collection", china("2026-04-15T23:00:00+08:00", BANKERS, "bank",
    channel="letter", address_kind="home"), "forbid", CARD_HOURS)
add("a reminder before the due date is work at night too", china("2026-03-04T22:30:00+08:00",
    purpose="remind", channel="sms"), "forbid", HOURS)
add("agreed hours end with their last minute", china("2026-03-10T23:30:00+08:00", BOTH, "bank",
    product="online_consumer_loan", statements=agreed()), "forbid", HOURS + " " + CARD_HOURS,
    next="2026-03-11T22:00:00+08:00")
add("the first second of the agreed hours", china("2026-03-10T22:00:00+08:00", BOTH, "bank",
    product="online_consumer_loan", statements=agreed()), "allow", lacks=HOURS)
add("agreed hours narrower than the default replace it", china("2026-03-10T09:30:00+08:00",
    statements=agreed(s="18:00", e="20:00")), "forbid", HOURS, next="2026-03-10T18:00:00+08:00")
add("agreed hours across midnight: after midnight", china("2026-03-11T00:30:00+08:00",
    statements=agreed(s="21:00", e="01:00")), "allow", lacks=HOURS)
add("agreed hours across midnight: their end is shut", china("2026-03-11T01:00:00+08:00",
    statements=agreed(s="21:00", e="01:00")), "forbid", HOURS, next="2026-03-11T21:00:00+08:00")
add("an agreement that was lifted is no agreement", china("2026-03-10T23:10:00+08:00", BOTH, "bank",
    product="online_consumer_loan", statements=[{**agreed()[0], "id": "s1"}, said("lifted",
    "2026-03-08T10:00:00+08:00", of="s1")]), "forbid", HOURS + " " + CARD_HOURS,
    next="2026-03-11T08:00:00+08:00")
add("lifted only after the call: the agreement still held", china("2026-03-10T23:10:00+08:00",
    statements=[{**agreed()[0], "id": "s1"}, said("lifted", "2026-03-12T10:00:00+08:00", of="s1")]),
    "allow", lacks=HOURS)
add("another borrower agreed, not this one", china("2026-03-10T23:10:00+08:00", people=[person("p2",
    "co_borrower")], statements=agreed(who="p2")), "forbid", HOURS)
add("the agreement binds from its own second on", china("2026-03-10T22:10:00+08:00",
    statements=agreed(at="2026-03-10T22:10:00+08:00")), "allow", lacks=HOURS)
add("an agreement runs out at the instant it names", china("2026-03-10T22:30:00+08:00",
    statements=agreed(until="2026-03-10T22:30:00+08:00")), "forbid", HOURS,
    next="2026-03-11T08:00:00+08:00")
add("one second before it runs out", china("2026-03-10T22:29:59+08:00",
    statements=agreed(until="2026-03-10T22:30:00+08:00")), "allow", lacks=HOURS)
add("consent to calls is no agreement on hours", china("2026-03-10T22:30:00+08:00",
    statements=[said("consent", "2026-03-05T10:00:00+08:00", end="calls")]), "forbid", HOURS)
add("the portal is open at night: it is his own session", china("2026-03-10T23:30:00+08:00",
    channel="portal"), "allow", lacks=HOURS)
add("his own text at night", china("2026-03-10T23:30:00+08:00", channel="sms", direction="inbound"),
    "allow", lacks=HOURS)
add("a reply at night is still lender-side work", china("2026-03-10T23:30:00+08:00", channel="sms",
    purpose="reply", reply_to="h1", history=[past("2026-03-10T23:00:00+08:00", "delivered", id="h1",
    channel="sms", direction="inbound")]), "forbid", HOURS, next="2026-03-11T08:00:00+08:00")
add("the guarantor before eight", china("2026-03-10T07:59:59+08:00", person="p2", people=[person("p2",
    "guarantor")]), "forbid", HOURS)
add("a borrower in Urumqi lives by one legal clock: eight in Shanghai is six there",
    china("2026-03-10T08:30:00+08:00", people=[person("p1", zone="Asia/Urumqi")]), "forbid", HOURS,
    next="2026-03-10T10:00:00+08:00")
add("a borrower in Tokyo: nine in the evening in Shanghai is ten there", china("2026-03-10T21:00:00+08:00",
    people=[person("p1", zone="Asia/Tokyo")]), "forbid", HOURS, next="2026-03-11T08:00:00+08:00")
add("a borrower who may be in Shanghai or London has no common hour before three",
    china("2026-03-10T15:30:00+08:00", people=[person("p1", zone=["Asia/Shanghai", "Europe/London"])]),
    "forbid", HOURS, next="2026-03-10T16:00:00+08:00")
add("no zone: nothing can be said about the hour", china("2026-03-10T12:00:00+08:00", people=[person("p1",
    zone=None)]), "unknown", HOURS, missing="people/p1/zones", next=None)
add("an empty list of zones is no zone", china("2026-03-10T12:00:00+08:00", people=[person("p1", zone=[])]),
    "unknown", HOURS, missing="people/p1/zones")
add("a person nobody described", china("2026-03-10T12:00:00+08:00", person="px"), "unknown", HOURS,
    missing="people/px/zones")
add("the day of leap is a day", china("2028-02-29T22:00:00+08:00"), "forbid", HOURS,
    next="2028-03-01T08:00:00+08:00")
add("the last night of the year", china("2026-12-31T22:00:00+08:00"), "forbid", HOURS,
    next="2027-01-01T08:00:00+08:00")
add("UTC: a quarter past two in the afternoon is 22:15 in Shanghai", china("2026-05-12T14:15:00Z", BOTH,
    "bank", product="online_consumer_loan"), "forbid", HOURS + " " + CARD_HOURS,
    next="2026-05-13T00:00:00Z")
add("an offset of half an hour", china("2026-05-12T19:29:59+05:30"), "allow", lacks=HOURS)
add("and one second later", china("2026-05-12T19:30:00+05:30"), "forbid", HOURS, next="2026-05-13T00:00:00Z")
add("three connected notices today, the fourth", china(march("16:00"), style="announcement",
    history=talks(3, style="announcement")), "forbid", NOTICES, TALKS, next=march("08:00", "04"))
add("notices by lender and two agencies are summed", china(march("16:00"), style="announcement",
    collector="k2", history=[past(march("09:00"), style="announcement"), past(march("10:00"),
    style="announcement", collector="k1"), past(march("11:00"), style="announcement", collector="k2")]),
    "forbid", NOTICES, next=march("08:00", "04"))
add("a notice cut off was connected", china(march("16:00"), style="announcement", history=[*talks(2,
    style="announcement"), past(march("13:00"), "dropped", style="announcement")]), "forbid", NOTICES)
add("a notice left on voicemail was not connected", china(march("16:00"), style="announcement",
    history=[*talks(2, style="announcement"), past(march("13:00"), "voicemail", style="announcement")]),
    "allow", lacks=NOTICES)
add("notices do not use up talks", china(march("16:00"), history=talks(3, style="announcement")), "allow",
    lacks=TALKS + " " + NOTICES)
add("talks do not use up notices", china(march("16:00"), style="announcement", history=talks(3)), "allow",
    lacks=TALKS + " " + NOTICES)
add("three talks, then a fourth by the lender", china(march("16:00"), history=talks(3)), "forbid", TALKS,
    next=march("08:00", "04"))
add("three talks: a text is no call", china(march("16:00"), channel="sms", history=talks(3)), "allow",
    lacks=TALKS)
add("three talks on the earlier day, called just after eight", china(march("08:00", "04"),
    history=talks(3)), "allow", lacks=TALKS)
add("a talk at midnight sharp is of today", china(march("09:00", "04"),
    history=[past("2026-03-04T00:00:00+08:00"), past(march("08:10", "04")), past(march("08:20", "04"))]),
    "forbid", TALKS)
add("an answered and dropped call is an effective one (conservative)", china(march("16:00"),
    history=[*talks(2), past(march("13:00"), "dropped")]), "forbid", TALKS)
add("a call to a wrong number reached no debtor", china(march("16:00"),
    history=[*talks(2), past(march("13:00"), "wrong_number", address="mx")]), "allow", lacks=TALKS)
add("synthetic and human talks are one count", china(march("16:00"), style="ai_voice", history=talks(3)),
    "forbid", TALKS)
add("talks about another debt of the same lender count for the debtor", china(march("16:00"),
    debts=[{"id": "d2", "product": "online_consumer_loan"}], history=[*talks(2), past(march("13:00"),
    debts=["d2"])]), "forbid", TALKS)
add("talks with the guarantor are not with the debtor", china(march("16:00"), people=[person("p2",
    "guarantor")], history=[*talks(2), past(march("13:00"), person="p2")]), "allow", lacks=TALKS)
add("a contact at the very instant does not count", china(march("16:00"),
    history=[*talks(2), past(march("16:00"))]), "allow", lacks=TALKS)
add("a later contact does not count", china(march("16:00"), history=[*talks(2), past(march("16:30"))]),
    "allow", lacks=TALKS)
add("the same contact told twice is one", china(march("16:00"), history=[*talks(2), talks(2)[0]]), "allow",
    lacks=TALKS)
add("the count by clock of the person: Tokyo is an hour ahead", china("2026-03-04T10:00:00+08:00",
    people=[person("p1", zone="Asia/Tokyo")], history=[past("2026-03-03T23:30:00+08:00"),
    past("2026-03-04T08:00:00+08:00"), past("2026-03-04T09:00:00+08:00")]), "forbid", TALKS)
add("six dials in vain, the seventh", china(march("16:00"), BANKERS, "bank", history=dials(6), **MOBILE),
    "forbid", DIALS, next=march("08:00", "04"))
add("five dials in vain, the sixth", china(march("16:00"), BANKERS, "bank", history=dials(5), **MOBILE),
    "allow", lacks=DIALS)
add("six dials to one number, another is dialled", china(march("16:00"), BANKERS, "bank", history=dials(6),
    address="m2", address_kind="mobile"), "allow", lacks=DIALS)
add("three and three to two numbers", china(march("16:00"), BANKERS, "bank",
    history=dials(3) + [past(march(f"{12 + i}:10"), "unanswered", address="m2",
    address_kind="mobile") for i in range(3)], **MOBILE), "allow", lacks=DIALS)
add("lender and agency dial one number", china(march("16:00"), BANKERS, "bank", collector="k1",
    history=dials(3) + [past(march(f"{12 + i}:10"), "unanswered", collector="k1",
    **MOBILE) for i in range(3)], **MOBILE), "forbid", DIALS)
add("another lender dials the same number", china(march("16:00"), BANKERS, "bank", collector="k1",
    history=dials(6, collector="k8"), **MOBILE), "allow", lacks=DIALS)
add("he agreed to more calls", china(march("16:00"), BANKERS, "bank", history=dials(6),
    statements=[said("consent", "2026-03-01T10:00:00+08:00", end="calls")], **MOBILE), "allow", lacks=DIALS)
add("he agreed after the seventh", china(march("16:00"), BANKERS, "bank", history=dials(6),
    statements=[said("consent", march("17:00"), end="calls")], **MOBILE), "forbid", DIALS)
add("he took his agreement back", china(march("16:00"), BANKERS, "bank", history=dials(6),
    statements=[said("consent", "2026-03-01T10:00:00+08:00", end="calls", id="s1"), said("lifted",
    "2026-03-02T10:00:00+08:00", of="s1")], **MOBILE), "forbid", DIALS)
add("his agreement had dates, now past", china(march("16:00"), BANKERS, "bank", history=dials(6),
    statements=[said("consent", "2026-02-01T10:00:00+08:00", end="calls", start="2026-02-01",
    to_date="2026-03-02")], **MOBILE), "forbid", DIALS)
add("the last day of his agreement is inside", china(march("16:00"), BANKERS, "bank", history=dials(6),
    statements=[said("consent", "2026-02-01T10:00:00+08:00", end="calls", start="2026-02-01",
    to_date="2026-03-03")], **MOBILE), "allow", lacks=DIALS)
add("he agreed with another agency", china(march("16:00"), BANKERS, "bank", history=dials(6),
    statements=[said("consent", "2026-03-01T10:00:00+08:00", end="calls", given_to="k1")], **MOBILE),
    "forbid", DIALS)
add("six answered calls are no dials in vain", china(march("16:00"), BANKERS, "bank", history=dials(6,
    result="conversation"), **MOBILE), "allow", lacks=DIALS)
add("his own missed calls are not dials of the lender", china(march("16:00"), BANKERS, "bank",
    history=dials(6, direction="inbound"), **MOBILE), "allow", lacks=DIALS)
add("six dials: a text is no dial", china(march("16:00"), BANKERS, "bank", channel="sms", history=dials(6),
    **MOBILE), "allow", lacks=DIALS)
add("six dials to one number, and nobody says which is dialled now", china(march("16:00"), BANKERS, "bank",
    history=dials(6)), "unknown", DIALS, missing="contact.address")
add("binding: a soft count of the bankers is listed only", china(march("16:00"), BANKERS, "bank",
    posture="binding", history=dials(6), **MOBILE), "allow", DIALS)
add("binding: the standard count is listed only", china(march("16:00"), posture="binding",
    history=talks(3)), "allow", TALKS)
DEBTOR_ONLY = "cn.gbt45251.audience.debtor_only"
TRIGGER = "cn.gbt45251.contact.trigger"
PURPOSE = "cn.gbt45251.contact.purpose"
NOT_TOLD = "cn.gbt45251.contact.no_disclosure"
DECLINED = "cn.gbt45251.contact.optout"
UNRELATED = "cn.cba2026.third.unrelated_ban"
LOST_CONTACT = "cn.cba2026.third.trigger"
THIRD_NOT_TOLD = "cn.cba2026.third.purpose"
THIRD_DECLINED = "cn.cba2026.third.optout"
CARD_AUDIENCE = "cn.card.audience"
MICRO = "cn.micro2024.ban6"
FINANCE_AUDIENCE = "cn.cfc2024.audience"
INTERNET_AUDIENCE = "cn.inet2020.audience"
EIGHT_BANS = "cn.cba2026.ban8"
PLAN = "cn.card.plan70.stop_collection"
DAY = "2026-06-09T10:30:00+08:00"
def third(role, b=LOST, books="cn.gbt45251", lender="consumer_finance", at=DAY, **k):
    k.setdefault("purpose", "collect")
    ppl = [person("p1", **b), person("p2", role), *list(k.pop("people", []))]
    return china(at, books, lender, people=ppl, person="p2", **k)
locate = {"purpose": "locate", "conveys_debt": False}
relay = {"purpose": "relay", "conveys_debt": False}
dead_number = [said("address_invalid", "2026-06-08T09:15:00+08:00", address="m1")]
offer = [said("offers_to_pay", "2026-06-09T10:00:00+08:00", "p2", medium="oral")]
declined = [said("declines", "2026-06-08T11:00:00+08:00", "p2", medium="oral")]
def failed(d, hm, res="unanswered", **k):
    return past(f"2026-06-{d}T{hm}:00+08:00", res, **{**MOBILE, **k})
for role in "family friend colleague employer phonebook other".split():
    add(f"standard: {role} is asked for the money", third(role, FOUND), "forbid", DEBTOR_ONLY)
    add(f"standard: {role} is not asked where he is either", third(role, **locate), "forbid", DEBTOR_ONLY)
    add(f"card: {role} is asked for the money", third(role, FOUND, "cn.card cn.cba2026", "bank"), "forbid",
        CARD_AUDIENCE + " " + UNRELATED)
    add(f"card: {role} is asked to pass a message on", third(role, LOST, "cn.card cn.cba2026", "bank",
        statements=dead_number, **relay), "forbid", CARD_AUDIENCE + " " + UNRELATED)
    add(f"microloan: {role}", third(role, FOUND, "cn.micro2024", "microloan"), "forbid", MICRO)
    add(f"consumer finance: {role} by its agency", third(role, FOUND, "cn.cfc2024", "consumer_finance",
        collector="k1"), "forbid", FINANCE_AUDIENCE)
    add(f"bank internet loan: {role} by its agency", third(role, FOUND, "cn.inet2020", "bank",
        product="online_consumer_loan", collector="k1"), "forbid", INTERNET_AUDIENCE)
    add(f"binding posture: card, {role}", third(role, FOUND, "cn.card cn.cba2026", "bank",
        posture="binding"), "forbid", CARD_AUDIENCE + " " + UNRELATED)
    add(f"binding posture: {role} is closed by the standard alone, which is listed", third(role, FOUND,
        posture="binding"), "allow", DEBTOR_ONLY)
for role in "borrower co_borrower guarantor".split():
    add(f"standard: {role} is not a stranger to the debt", third(role, FOUND), "allow", lacks=DEBTOR_ONLY)
    add(f"card: {role} is not a stranger to the debt", third(role, FOUND, "cn.card cn.cba2026", "bank"),
        "allow", lacks=CARD_AUDIENCE + " " + UNRELATED)
add("reachable: the named contact is not asked to pass a message on", third("named_contact", FOUND,
    **relay), "forbid", TRIGGER, DEBTOR_ONLY)
add("out of touch: relay", third("named_contact", **relay), "allow",
    lacks=TRIGGER + " " + DEBTOR_ONLY + " " + NOT_TOLD)
add("out of touch: asked for the money", third("named_contact"), "forbid", DEBTOR_ONLY + " " + PURPOSE,
    TRIGGER)
add("out of touch: asked where he is, and told of the debt", third("named_contact", purpose="locate",
    conveys_debt=True), "forbid", NOT_TOLD, DEBTOR_ONLY + " " + TRIGGER)
add("dead: told of the debt", third("named_contact", {"deceased": True}, purpose="locate",
    conveys_debt=True), "forbid", NOT_TOLD)
add("dead, and the contact is asked for the money", third("named_contact", {"deceased": True}), "forbid",
    DEBTOR_ONLY + " " + PURPOSE)
add("lacks capacity: relay", third("named_contact", {"deceased": False, "incapacitated": True,
    "reachable": True}, **relay), "allow", lacks=TRIGGER)
add("dead: a colleague who was never named is still closed", third("colleague", {"deceased": True},
    **locate), "forbid", DEBTOR_ONLY)
add("known alive and able, nobody knows whether reachable", third("named_contact", {"deceased": False,
    "incapacitated": False}, **locate), "unknown", TRIGGER, missing="people/borrower/reachable")
add("known reachable, nobody knows whether alive", third("named_contact", {"incapacitated": False,
    "reachable": True}, **locate), "unknown", TRIGGER, missing="people/borrower/deceased")
add("known reachable and alive, nobody knows of his capacity", third("named_contact", {"deceased": False,
    "reachable": True}, **locate), "unknown", TRIGGER, missing="people/borrower/incapacitated")
add("unreachable is enough, whatever else is not known", third("named_contact", {"reachable": False},
    **locate), "allow", lacks=TRIGGER)
add("nothing known, and asked for the money: another rule forbids", third("named_contact", {}), "forbid",
    DEBTOR_ONLY)
add("role not known, money asked", third(None, FOUND), "unknown", DEBTOR_ONLY, missing="people/p2/role")
add("role not known, at night: the hour forbids", third(None, FOUND, at="2026-06-09T22:30:00+08:00"),
    "forbid", "cn.gbt45251.hours")
add("card: role not known", third(None, FOUND, "cn.card", "bank"), "unknown", CARD_AUDIENCE,
    missing="people/p2/role")
add("an offer to pay opens the payment data", third("named_contact", purpose="service", conveys_debt=True,
    statements=offer), "allow", lacks=NOT_TOLD + " " + DEBTOR_ONLY + " " + TRIGGER)
add("an offer to pay: account number and amount in a text", third("named_contact", purpose="reply",
    channel="sms", conveys_debt=True, statements=offer,
    text="您好,感谢您愿意代为还款。本期应还3200元,收款账号6222021234567890123,户名某某消费金融有限公司。"),
    "allow", lacks=NOT_TOLD)
add("offer: card, payment data", third("named_contact", FOUND, "cn.cba2026 cn.card", "bank",
    purpose="service", conveys_debt=True, statements=offer), "allow",
    lacks=THIRD_NOT_TOLD + " " + UNRELATED + " " + CARD_AUDIENCE)
add("an offer of one contact opens nothing for another", third("named_contact", conveys_debt=True,
    purpose="service", people=[person("p3", "named_contact")], statements=[said("offers_to_pay",
    "2026-06-09T10:00:00+08:00", "p3")]), "forbid", NOT_TOLD + " " + DEBTOR_ONLY)
add("an offer taken back", third("named_contact", purpose="service", conveys_debt=True,
    statements=[{**offer[0], "id": "s1"}, said("lifted", "2026-06-09T10:10:00+08:00", "p2", of="s1")]),
    "forbid", NOT_TOLD)
add("an offer to pay, and then declined further contact", third("named_contact", purpose="service",
    conveys_debt=True, statements=[*offer, said("declines", "2026-06-09T10:15:00+08:00", "p2")]), "forbid",
    DECLINED)
add("an offer that came after the message", third("named_contact", purpose="service", conveys_debt=True,
    statements=[said("offers_to_pay", "2026-06-09T11:00:00+08:00", "p2")]), "forbid", NOT_TOLD)
add("binding: the standard on disclosure is listed", third("named_contact", purpose="locate",
    conveys_debt=True, posture="binding"), "allow", NOT_TOLD)
add("declined: not even to locate", third("named_contact", statements=declined, **locate), "forbid",
    DECLINED, TRIGGER + " " + DEBTOR_ONLY, next=None)
add("declined: card", third("named_contact", FOUND, "cn.cba2026", "bank", statements=dead_number + declined,
    **relay), "forbid", THIRD_DECLINED, LOST_CONTACT)
add("declined, then said it was all right again", third("named_contact", statements=[{**declined[0],
    "id": "s1"}, said("lifted", "2026-06-09T09:00:00+08:00", "p2", of="s1")], **locate), "allow",
    lacks=DECLINED)
add("declined a year before", third("named_contact", statements=[said("declines",
    "2025-05-08T11:00:00+08:00", "p2")], **locate), "forbid", DECLINED)
add("a contact opted out of calls: text", third("named_contact", statements=[said("opt_out",
    "2026-06-08T11:00:00+08:00", "p2", channel="call")], channel="sms", **relay), "allow", lacks=DECLINED)
add("his own call after he declined", third("named_contact", statements=declined, direction="inbound"),
    "allow", lacks=DECLINED + " " + DEBTOR_ONLY)
add("bankers: nothing shows that he is out of touch", third("named_contact", FOUND, BANKERS, "bank",
    **locate), "forbid", LOST_CONTACT, next=None)
add("bankers: dead number known this minute", third("named_contact", FOUND, BANKERS, "bank",
    statements=[said("address_invalid", DAY, address="m1")], **locate), "unknown", LOST_CONTACT)  # a mobile?
add("bankers: dead number learned after", third("named_contact", FOUND, BANKERS, "bank",
    statements=[said("address_invalid", "2026-06-09T11:00:00+08:00", address="m1")], **locate), "forbid",
    LOST_CONTACT)
add("bankers: another one's number is dead", third("named_contact", FOUND, BANKERS, "bank",
    statements=[said("address_invalid", "2026-06-08T11:00:00+08:00", "p2", address="m2")], **locate),
    "forbid", LOST_CONTACT)
add("bankers: dead number put right", third("named_contact", FOUND, BANKERS, "bank",
    statements=[{**dead_number[0], "id": "s1"}, said("lifted", "2026-06-09T09:00:00+08:00", of="s1")],
    **locate), "forbid", LOST_CONTACT)
add("bankers: three failed dials yesterday", third("named_contact", FOUND, BANKERS, "bank",
    history=[failed("08", "10:00"), failed("08", "10:40"), failed("08", "11:20")], **locate), "allow",
    lacks=LOST_CONTACT)
add("bankers: the next day begins at midnight but the hours at eight", third("named_contact", FOUND,
    BANKERS, "bank", at="2026-06-09T08:00:00+08:00", history=[failed("08", "10:00"), failed("08", "10:40"),
    failed("08", "23:59")], **locate), "allow", lacks=LOST_CONTACT)
add("bankers: last second of the day of the third dial", third("named_contact", FOUND, BANKERS, "bank",
    at="2026-06-08T21:59:59+08:00", history=[failed("08", "10:00"), failed("08", "10:40"), failed("08",
    "11:20")], **locate), "forbid", LOST_CONTACT, next="2026-06-09T08:00:00+08:00")
add("bankers: busy, busy and rung out", third("named_contact", FOUND, BANKERS, "bank", history=[failed("08",
    "10:00", "not_connected"), failed("08", "10:40", "not_connected"), failed("08", "11:20")], **locate),
    "allow", lacks=LOST_CONTACT)
add("bankers: dials by lender and agency on one run", third("named_contact", FOUND, BANKERS, "bank",
    history=[failed("08", "10:00"), failed("08", "10:40", collector="k1"), failed("08", "11:20")],
    **locate), "allow", lacks=LOST_CONTACT)
add("bankers: dials to his landline are not to the reserved mobile", third("named_contact", FOUND, BANKERS,
    "bank", history=[failed("08", h, address="l1", address_kind="landline") for h in ("10:00", "10:40",
    "11:20")], **locate), "forbid", LOST_CONTACT)
add("bankers: three unanswered texts are no dials", third("named_contact", FOUND, BANKERS, "bank",
    history=[failed("08", h, "bounced", channel="sms") for h in ("10:00", "10:40", "11:20")], **locate),
    "forbid", LOST_CONTACT)
add("bankers: he rang back after the three", third("named_contact", FOUND, BANKERS, "bank",
    history=[failed("08", "10:00"), failed("08", "10:40"), failed("08", "11:20"), failed("08", "15:00",
    "conversation", direction="inbound")], **locate), "forbid", LOST_CONTACT)
add("bankers: two, then the third today: tomorrow", third("named_contact", FOUND, BANKERS, "bank",
    history=[failed("07", "10:00"), failed("07", "10:40"), failed("09", "09:00")], **locate), "forbid",
    LOST_CONTACT, next="2026-06-10T08:00:00+08:00")
add("bankers: failed on the 6th, the 7th and the 9th: the days are not running, but three in a row",
    third("named_contact", FOUND, BANKERS, "bank", history=[failed("06", "10:00"), failed("07", "10:00"),
    failed("09", "09:00")], **locate), "forbid", LOST_CONTACT, next="2026-06-10T08:00:00+08:00")
add("bankers: two days only", third("named_contact", FOUND, BANKERS, "bank", history=[failed("08", "10:00"),
    failed("09", "09:00")], **locate), "forbid", LOST_CONTACT, next=None)
add("bankers: three days running, the third this morning", third("named_contact", FOUND, BANKERS, "bank",
    history=[failed("07", "10:00"), failed("08", "10:00"), failed("09", "09:00")], **locate), "allow",
    lacks=LOST_CONTACT)
add("bankers: lost, but asked for the money", third("named_contact", FOUND, BANKERS, "bank",
    statements=dead_number), "forbid", UNRELATED)
add("bankers: lost, and told of the debt", third("named_contact", FOUND, BANKERS, "bank",
    statements=dead_number, purpose="relay", conveys_debt=True), "forbid", THIRD_NOT_TOLD,
    UNRELATED + " " + LOST_CONTACT)
add("bankers, binding: all of it is listed only", third("named_contact", FOUND, BANKERS, "bank",
    posture="binding", **locate), "allow", LOST_CONTACT)
add("plan kept: not even a text by the agency", china("2026-07-07T10:00:00+08:00", "cn.card", "bank",
    channel="sms", collector="k1", statements=[said("plan_signed", "2026-05-06T14:00:00+08:00",
    debts=["d1"])]), "forbid", PLAN, next=None)
add("plan broken", china("2026-07-07T10:00:00+08:00", "cn.card", "bank", statements=[said("plan_signed",
    "2026-05-06T14:00:00+08:00", debts=["d1"]), said("plan_breached", "2026-07-01T09:00:00+08:00",
    debts=["d1"])]), "allow", lacks=PLAN)
add("a breach of another plan does not open this one", china("2026-07-07T10:00:00+08:00", "cn.card", "bank",
    statements=[said("plan_signed", "2026-05-06T14:00:00+08:00", debts=["d1"]), said("plan_breached",
    "2026-07-01T09:00:00+08:00", debts=["d2"])]), "forbid", PLAN)
add("a plan that names no debt covers all", china("2026-07-07T10:00:00+08:00", "cn.card", "bank",
    statements=[said("plan_signed", "2026-05-06T14:00:00+08:00")]), "forbid", PLAN)
add("his own call while the plan is kept", china("2026-07-07T10:00:00+08:00", "cn.card", "bank",
    direction="inbound", statements=[said("plan_signed", "2026-05-06T14:00:00+08:00")]), "allow",
    lacks=PLAN)
add("plan kept: service that he asked for", china("2026-07-07T10:00:00+08:00", "cn.card", "bank",
    purpose="service", statements=[said("plan_signed", "2026-05-06T14:00:00+08:00")]), "allow", lacks=PLAN)
add("plan kept: his guarantor is not collected from either", china("2026-07-07T10:00:00+08:00", "cn.card",
    "bank", person="p2", people=[person("p2", "guarantor")], statements=[said("plan_signed",
    "2026-05-06T14:00:00+08:00", debts=["d1"])]), "forbid", PLAN)
add("plan kept: a visit", china("2026-07-07T10:00:00+08:00", "cn.card", "bank", channel="visit", staff=2,
    statements=[said("plan_signed", "2026-05-06T14:00:00+08:00")]), "forbid", PLAN)
add("plan of a loan that is no card: article 70 is silent", china("2026-07-07T10:00:00+08:00", "cn.card",
    "bank", product="personal_loan", statements=[said("plan_signed", "2026-05-06T14:00:00+08:00")]),
    "allow", lacks=PLAN)
add("plan, binding posture: a regulation stops", china("2026-07-07T10:00:00+08:00", "cn.card", "bank",
    posture="binding", statements=[said("plan_signed", "2026-05-06T14:00:00+08:00")]), "forbid", PLAN)
add("the plan signed at that very second", china("2026-07-07T10:00:00+08:00", "cn.card", "bank",
    statements=[said("plan_signed", "2026-07-07T10:00:00+08:00")]), "forbid", PLAN)
add("agreed by telephone: recorded", china("2026-07-07T10:00:00+08:00", "cn.card", "bank",
    purpose="confirm"), "allow", duties="cn.card.plan70.oral cn.card.record")
add("two collectors with consent", china(DAY, BANKERS, "bank", channel="visit", staff=2,
    address_kind="home", statements=[said("consent", "2026-06-01T10:00:00+08:00", end="visit")]), "allow",
    lacks="cn.cba2026.visit.crew " + EIGHT_BANS, duties="cn.cba2026.visit.papers")
add("without consent into a home", china(DAY, BANKERS, "bank", channel="visit", staff=2,
    address_kind="home"), "forbid", EIGHT_BANS, "cn.cba2026.visit.crew")
add("without consent into his office", china(DAY, BANKERS, "bank", channel="visit", staff=2,
    address_kind="work"), "forbid", EIGHT_BANS)
add("one alone and no consent: both are named", china(DAY, BANKERS, "bank", channel="visit", staff=1,
    address_kind="home"), "forbid", EIGHT_BANS + " cn.cba2026.visit.crew")
add("nobody at all", china(DAY, BANKERS, "bank", channel="visit", staff=0, address_kind="home",
    statements=[said("consent", "2026-06-01T10:00:00+08:00", end="visit")]), "forbid",
    "cn.cba2026.visit.crew")
add("consent of the spouse is not his", china(DAY, BANKERS, "bank", channel="visit", staff=2,
    address_kind="home", people=[person("p2", "spouse")], statements=[said("consent",
    "2026-06-01T10:00:00+08:00", "p2", end="visit")]), "forbid", EIGHT_BANS)
add("consent to a visit that was taken back", china(DAY, BANKERS, "bank", channel="visit", staff=2,
    address_kind="home", statements=[said("consent", "2026-06-01T10:00:00+08:00", end="visit", id="s1"),
    said("lifted", "2026-06-02T10:00:00+08:00", of="s1")]), "forbid", EIGHT_BANS)
add("consent to a visit to another collector", china(DAY, BANKERS, "bank", channel="visit", staff=2,
    collector="k1", address_kind="home", statements=[said("consent", "2026-06-01T10:00:00+08:00",
    end="visit", given_to="k2")]), "forbid", EIGHT_BANS)
add("consent to a visit on the 8th only", china(DAY, BANKERS, "bank", channel="visit", staff=2,
    address_kind="home", statements=[said("consent", "2026-06-01T10:00:00+08:00", end="visit",
    start="2026-06-08", to_date="2026-06-08")]), "forbid", EIGHT_BANS)
add("consent to a visit, tomorrow on: next lawful then", china(DAY, BANKERS, "bank", channel="visit",
    staff=2, address_kind="home", statements=[said("consent", "2026-06-01T10:00:00+08:00", end="visit",
    start="2026-06-10")]), "forbid", EIGHT_BANS, next="2026-06-10T08:00:00+08:00")
add("binding: entry and crew are self-regulation", china(DAY, BANKERS, "bank", posture="binding",
    channel="visit", staff=1, address_kind="home"), "allow", EIGHT_BANS)
add("a lawyer letter in the lobby", china(DAY, BANKERS, "bank", channel="letter",
    address_kind="public_place"), "forbid", EIGHT_BANS)
add("a letter to his home", china(DAY, BANKERS, "bank", channel="letter", address_kind="home"), "allow",
    lacks=EIGHT_BANS)
add("a public post", china(DAY, "cn.cba2026 cn.pipl cn.civil", "bank", channel="social_post",
    conveys_debt=True), "forbid", EIGHT_BANS + " cn.pipl.nopublish cn.civil.privacy", next=None)
add("a public post, binding: the statutes stop it", china(DAY, "cn.cba2026 cn.pipl cn.civil", "bank",
    posture="binding", channel="social_post", conveys_debt=True), "forbid",
    "cn.pipl.nopublish cn.civil.privacy")
add("microloan: a private message", china(DAY, "cn.micro2024", "microloan", channel="social_message"),
    "allow", lacks=MICRO)
add("microloan: pinned up", china(DAY, "cn.micro2024", "microloan", channel="letter",
    address_kind="public_place"), "forbid", MICRO)
add("the buyer after notice by date", china(DAY, "cn.civil", collector="k9", debts=[{"id": "d1",
    "product": "online_consumer_loan", "assigned": "2026-05-01", "assignment_notified": "2026-05-20"}]),
    "allow", lacks="cn.civil.assign_notice")
add("the buyer on the day of notice", china(DAY, "cn.civil", collector="k9", debts=[{"id": "d1",
    "product": "online_consumer_loan", "assignment_notified": "2026-06-09"}]), "allow",
    lacks="cn.civil.assign_notice")
add("the buyer before the notice", china(DAY, "cn.civil", collector="k9", debts=[{"id": "d1",
    "product": "online_consumer_loan", "assigned": "2026-05-01", "assignment_notified": "2026-06-20"}]),
    "forbid", "cn.civil.assign_notice")
add("a notice that came back was not given", china(DAY, "cn.civil", collector="k9",
    history=[past("2026-05-20T10:00:00+08:00", "bounced", channel="letter", purpose="notice",
    notice="cn.civil.assign_notice")]), "forbid", "cn.civil.assign_notice")
add("a notice of another debt", china(DAY, "cn.civil", collector="k9",
    history=[past("2026-05-20T10:00:00+08:00", "delivered", channel="letter", purpose="notice",
    notice="cn.civil.assign_notice", debts=["d2"])]), "forbid", "cn.civil.assign_notice")
add("the buyer himself gives the notice", china(DAY, "cn.civil", collector="k9", channel="letter",
    purpose="notice", notice="cn.civil.assign_notice"), "allow", lacks="cn.civil.assign_notice")
add("the lender itself has sold nothing", china(DAY, "cn.civil"), "allow", lacks="cn.civil.assign_notice")
add("card letter", china(DAY, "cn.card", "bank", channel="letter", address_kind="home"), "allow",
    duties="cn.card.letter cn.card.record")
add("card call: no letter duty; objection", china(DAY, "cn.card", "bank", statements=[said("dispute",
    "2026-06-01T10:00:00+08:00")]), "allow", duties="cn.card.objection")
add("card reminder", china(DAY, "cn.card", "bank", channel="sms", purpose="remind"), "allow",
    duties="cn.card.remind")
add("first call: identity", china(DAY, BANKERS, "bank"), "allow",
    duties="cn.cba2026.identity.first cn.cba2026.call.record")
add("guarantor: within the contract", china(DAY, person="p2", people=[person("p2", "guarantor")]), "allow",
    duties="cn.gbt45251.audience.guarantor cn.gbt45251.record.keep")
NIGHT = "2026-05-12T22:30:00+08:00"
add("standard: a bank card is not online consumer credit", china(NIGHT, "cn.gbt45251", "bank"), "allow",
    lacks=HOURS)
add("standard: a bank online loan", china(NIGHT, "cn.gbt45251", "bank", product="online_consumer_loan"),
    "forbid", HOURS)
add("standard: microloan", china(NIGHT, "cn.gbt45251", "microloan"), "forbid", HOURS)
add("standard: microloan product", china(NIGHT, "cn.gbt45251", "microloan", product="microloan"), "forbid",
    HOURS)
add("standard: an instalment purchase", china(NIGHT, "cn.gbt45251", product="instalment_purchase"),
    "forbid", HOURS)
add("standard: a private lender is none of its lenders", china(NIGHT, "cn.gbt45251", "private_lender"),
    "allow", lacks=HOURS)
add("standard: an assignee is bound", china(NIGHT, "cn.gbt45251", collector="k9"), "forbid", HOURS)
add("standard: agency for a debt buyer", china(NIGHT, "cn.gbt45251", collector="k10",
    collectors=[{"id": "k10", "kind": "agency", "acts_for": "k9"}]), "forbid", HOURS)
add("standard: an agency whose lender is not told", china(NIGHT, "cn.gbt45251", collector="k10",
    collectors=[{"id": "k10", "kind": "agency"}]), "unknown", HOURS)
add("standard: an agency for a lender that nobody described", china(NIGHT, "cn.gbt45251", collector="k10",
    collectors=[{"id": "k10", "kind": "agency", "acts_for": "kx"}]), "unknown", HOURS,
    missing="collectors/kx/kind")
add("standard: collector kind not told", china(NIGHT, "cn.gbt45251", None), "unknown", HOURS,
    missing="collectors/k0/kind")
add("standard: by day, kind not told: the hours rule does not forbid either way", china(DAY, "cn.gbt45251",
    None), "allow")
add("standard: product not told, by night", china(NIGHT, "cn.gbt45251", product=None), "unknown", HOURS,
    missing="debts/d1/product")
add("standard: product not told, by day", china(DAY, "cn.gbt45251", product=None), "allow")
add("bankers: consumer finance is no bank", china(NIGHT, BANKERS), "allow", lacks=CARD_HOURS)
add("bankers: a personal loan of a bank", china(NIGHT, BANKERS, "bank", product="personal_loan"), "forbid",
    CARD_HOURS)
add("bankers: a mortgage is no personal consumer loan", china(NIGHT, BANKERS, "bank", product="mortgage"),
    "allow", lacks=CARD_HOURS)
add("bankers: an agency of a bank", china(NIGHT, BANKERS, "bank", collector="k1"), "forbid", CARD_HOURS)
add("inet: a card is no internet loan", third("family", FOUND, "cn.inet2020", "bank"), "allow",
    lacks=INTERNET_AUDIENCE)
add("inet: a consumer finance company is no bank", third("family", FOUND, "cn.inet2020"), "allow",
    lacks=INTERNET_AUDIENCE)
add("inet: the bank itself", third("family", FOUND, "cn.inet2020", "bank", product="online_consumer_loan"),
    "forbid", INTERNET_AUDIENCE)
add("cfc: product not told: the book looks at the lender only", third("family", FOUND, "cn.cfc2024",
    product=None), "forbid", FINANCE_AUDIENCE)
add("micro: an agency of a microloan company", third("family", FOUND, "cn.micro2024", "microloan",
    collector="k2"), "forbid", MICRO)
add("micro: a bank is none", third("family", FOUND, "cn.micro2024", "bank"), "allow", lacks=MICRO)
add("all books at once: bank card, family", third("family", FOUND, "cn", "bank"), "forbid",
    CARD_AUDIENCE + " " + UNRELATED, lacks="cn.gbt45251 cn.cfc2024 cn.micro2024 cn.inet2020")
add("all books at once: consumer finance, family", third("family", FOUND, "cn"), "forbid",
    FINANCE_AUDIENCE + " " + DEBTOR_ONLY, lacks="cn.card cn.cba2026 cn.micro2024 cn.inet2020")
add("all books: a microloan, at night, to a friend", third("friend", FOUND, "cn", "microloan",
    at="2026-06-09T23:00:00+08:00"), "forbid", MICRO + " " + HOURS + " " + DEBTOR_ONLY,
    lacks="cn.card cn.cba2026 cn.cfc2024")
add("first day of the standard", china("2025-02-28T22:30:00+08:00"), "forbid", HOURS)
add("first minute of its first day", china("2025-02-28T00:00:00+08:00"), "forbid", HOURS,
    next="2025-02-28T08:00:00+08:00")
add("eve of the standard in Shanghai is told at another offset", china("2025-02-27T16:30:00Z"), "forbid",
    HOURS)
add("the last evening before the standard: next lawful is now", china("2025-02-27T22:30:00+08:00"), "allow",
    lacks=HOURS, next="2025-02-27T22:30:00+08:00")
add("first day of the bankers", china("2026-01-30T22:30:00+08:00", BANKERS, "bank"), "forbid", CARD_HOURS)
add("eve of the bankers", china("2026-01-29T22:30:00+08:00", BANKERS, "bank"), "allow", lacks=CARD_HOURS)
add("micro: eve, first day", third("family", FOUND, "cn.micro2024", "microloan",
    at="2025-01-16T10:00:00+08:00"), "allow", lacks=MICRO)
add("micro: first day", third("family", FOUND, "cn.micro2024", "microloan", at="2025-01-17T10:00:00+08:00"),
    "forbid", MICRO)
add("pipl: eve", china("2021-10-31T10:00:00+08:00", "cn.pipl", "bank", channel="social_post"), "allow")
add("pipl: first day", china("2021-11-01T10:00:00+08:00", "cn.pipl", "bank", channel="social_post"),
    "forbid", "cn.pipl.nopublish")
add("civil: eve", china("2020-12-31T10:00:00+08:00", "cn.civil", "bank", channel="social_post"), "allow")
add("card: eve", third("employer", FOUND, "cn.card", "bank", at="2011-01-12T10:00:00+08:00"), "allow",
    lacks=CARD_AUDIENCE)
add("card: first day", third("employer", FOUND, "cn.card", "bank", at="2011-01-13T10:00:00+08:00"),
    "forbid", CARD_AUDIENCE)
add("inet: eve", third("family", FOUND, "cn.inet2020", "bank", product="online_consumer_loan",
    at="2020-07-11T10:00:00+08:00"), "allow")
add("inet: first day", third("family", FOUND, "cn.inet2020", "bank", product="online_consumer_loan",
    at="2020-07-12T10:00:00+08:00"), "forbid", INTERNET_AUDIENCE)
add("cfc: eve by read_at", third("family", FOUND, "cn.cfc2024", read_at="2024-04-17"), "allow")
add("read_at the standard first day", china("2020-05-01T22:30:00+08:00", read_at="2025-02-28"), "forbid",
    HOURS, next="2020-05-02T08:00:00+08:00")
add("read_at the day before", china("2026-05-01T22:30:00+08:00", read_at="2025-02-27"), "allow")
add("binding: the hours of a standard and of the bankers are listed only", china(NIGHT, BOTH, "bank",
    posture="binding", product="online_consumer_loan"), "allow", HOURS + " " + CARD_HOURS, next=NIGHT)
add("binding: card book stops an employer, bankers listed beside", third("employer", FOUND,
    "cn.card cn.cba2026", "bank", posture="binding"), "forbid", CARD_AUDIENCE + " " + UNRELATED)
add("binding: internet loan, family", third("family", FOUND, "cn.inet2020 cn.gbt45251", "bank",
    product="online_consumer_loan", posture="binding"), "forbid", INTERNET_AUDIENCE + " " + DEBTOR_ONLY)
add("binding: no zone, and only a standard asks for it", china(DAY, posture="binding", people=[person("p1",
    zone=None)]), "allow")
add("binding: phone book of a consumer finance company", third("phonebook", FOUND, "cn.cfc2024",
    posture="binding"), "forbid", FINANCE_AUDIENCE)
add("binding: insult by card issuer", china(DAY, "cn.card cn.cba2026", "bank", posture="binding",
    channel="sms", text="你这个不要脸的老赖,人渣。"), "forbid", "cn.card.conduct")
add("binding: insult is reputation by law", china(DAY, "cn.civil", posture="binding", channel="sms",
    text="你这个不要脸的老赖,人渣。"), "forbid", "cn.civil.reputation")
add("strict written out", china(NIGHT, posture="strict"), "forbid", HOURS)
add("crew not told but no consent: another rule forbids", china(DAY, BANKERS, "bank", channel="visit",
    address_kind="home"), "forbid", EIGHT_BANS)
add("card: kind not told: family", third("family", FOUND, "cn.card", None, product="credit_card"),
    "unknown", CARD_AUDIENCE, missing="collectors/k0/kind")
add("card: no collector at all", third("family", FOUND, "cn.card", "bank", collector=None), "unknown",
    CARD_AUDIENCE)
add("card: unknown product, borrower by day: the verdict does not turn on it", china(DAY, "cn.card", "bank",
    product=None), "allow")
add("card: unknown role and product", third(None, FOUND, "cn.card", "bank", product=None), "unknown",
    CARD_AUDIENCE)
add("micro: role not told", third(None, FOUND, "cn.micro2024", "microloan"), "unknown", MICRO,
    missing="people/p2/role")
add("visit two weeks apart", china(DAY, channel="visit", staff=2, history=[past("2026-05-26T10:00:00+08:00",
    None, channel="visit", staff=2)]), "allow")
add("visit six days apart", china(DAY, channel="visit", staff=2, history=[past("2026-06-03T10:00:00+08:00",
    None, channel="visit", staff=2)]), "forbid", "cn.gbt45251.freq.interval7d",
    next="2026-06-10T08:00:00+08:00")
add("two debts in one call, the second is a card", third("family", FOUND, "cn.card", "bank",
    product="mortgage", debts=[{"id": "d2", "product": "credit_card"}], about=["d1", "d2"]), "forbid",
    CARD_AUDIENCE)
add("the debt of the call is not in the list: its product is not known", third("family", FOUND, "cn.card",
    "bank", about=["dx"]), "unknown", CARD_AUDIENCE, missing="debts/dx/product")
def chosen(at, role="borrower", region="CN-SH", zone="Asia/Shanghai", **k):
    return china(at, "", people=[person("p1", role, zone, region=region)], **k)
add("chosen: Tibet", chosen(NIGHT, region="CN-XZ"), "forbid", HOURS)
add("chosen: CN alone", chosen(NIGHT, region="CN"), "forbid", HOURS)
add("chosen: card in Shenzhen at night", chosen(NIGHT, region="CN-GD", lender="bank"), "forbid", CARD_HOURS,
    lacks="cn.gbt45251")
add("chosen: microloan in Chongqing", chosen(NIGHT, region="CN-CQ", lender="microloan"), "forbid", HOURS,
    lacks="cn.cba2026")
add("chosen: a private lender at night is bound by no hours", chosen(NIGHT, lender="private_lender"),
    "allow", lacks="cn.gbt45251 cn.cba2026")
add("chosen: Hong Kong is not mainland", chosen(NIGHT, region="HK", zone="Asia/Hong_Kong"), "unknown")
add("chosen: no region", chosen(DAY, region=None), "unknown", missing="people/p1/region")
add("chosen: a place nobody knows", chosen(DAY, region="XX"), "unknown")
add("chosen: lower case is no region", chosen(DAY, region="cn-sh"), "unknown")
add("chosen: France", chosen(DAY, region="FR", zone="Europe/Paris"), "unknown")
add("chosen: China in 2010, before any book", chosen("2010-06-01T10:00:00+08:00"), "unknown")
add("chosen: China in 2015, the card Measures were in force", chosen("2015-06-01T10:00:00+08:00",
    lender="bank"), "allow")
add("chosen: the person reached decides: borrower abroad, guarantor in Shanghai", china(NIGHT, "",
    person="p2", people=[person("p1", region="FR", zone="Europe/Paris"), person("p2", "guarantor")]),
    "forbid", HOURS)
add("chosen: the person reached decides: borrower in Shanghai, guarantor in Paris", china(NIGHT, "",
    person="p2", people=[person("p2", "guarantor", "Europe/Paris", region="FR")]), "unknown")
add("chosen: phone book of a consumer lender", china(DAY, "", person="p2", people=[person("p2",
    "phonebook")]), "forbid", FINANCE_AUDIENCE + " " + DEBTOR_ONLY)
