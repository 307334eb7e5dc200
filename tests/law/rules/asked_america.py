"""What Regulation F answers: hours in every zone, times and places, counts, consents, opt-outs, words."""

# fmt: off

from asking import Case, america, past, person, said

CASES = []
def add(*a, **k):
    CASES.append(Case(*a, **k))
HOURS = "us.regf.hours"
TIME = "us.regf.inconvenient_time"
PLACE = "us.regf.inconvenient_place"
ATTORNEY = "us.regf.attorney"
WORK = "us.regf.workplace"
CEASE = "us.regf.cease"
THIRD_PARTY = "us.regf.third_party"
LOCATION = "us.regf.location_info"
FREQUENCY = "us.regf.call_frequency"
COOLDOWN = "us.regf.post_conversation_cooldown"
OPT_OUT = "us.regf.medium_optout"
HOW_TO_STOP = "us.regf.electronic_optout"
DISCLOSURE = "us.regf.disclosure_debt_collector"
VALIDATION = "us.regf.validation_notice"
DISPUTE = "us.regf.dispute"
CREDITOR = "us.regf.original_creditor"
IDENTITY = "us.regf.identity_disclosure"
EMPLOYER_MAIL = "us.regf.employer_email"
PUBLIC_POST = "us.regf.social_media"
POSTCARD = "us.regf.envelope"
LEAKED = "us.regf.email_procedures"
HARASSMENT = "us.regf.harassment_general"
EMAIL = ("From Northgate Recovery, a debt collector, about the account ending 4471. We are trying to "
        "collect a debt and will use any information we obtain for that purpose. Click here to opt "
        "out of emails to this address: https://northgate.example/o/7f2")
TEXT = ("Northgate Recovery, a debt collector, about the account ending 4471. We are trying to "
        "collect a debt and will use any information we obtain for that purpose. Reply STOP to stop "
        "texts to this number.")
NOON = "2026-05-13T11:00:00-04:00"
MAIL = {"address": "mb1", "address_kind": "unknown", "text": EMAIL, "channel": "email"}
def calls(dates, result="unanswered", hour=10, off="-04:00", **k):
    return [past(f"2026-{d}T{hour}:{i:02}:00{off}", result, **{"address": "m1", "address_kind": "mobile",
        **k, "id": f"c{d}{i}{hour}{result}{k.get('debts', '')}{k.get('collector', '')}"}) for i,
        d in enumerate(dates)]
seven = ["05-04", "05-05", "05-06", "05-07", "05-08", "05-09", "05-10"]
for t, v, nx in [("07:59:59", "forbid", "08:00:01"), ("08:00:00", "forbid", "08:00:01"), ("08:00:01",
    "allow", "08:00:01"), ("20:59:59", "allow", "20:59:59")]:
    add("New York " + t, america(f"2026-05-13T{t}-04:00"), v, HOURS if v == "forbid" else "",
        next=f"2026-05-13T{nx}-04:00")
for t in ("21:00:00", "21:00:01", "23:59:59"):
    add("New York " + t, america(f"2026-05-13T{t}-04:00"), "forbid", HOURS, next="2026-05-14T08:00:01-04:00")
add("New York midnight", america("2026-05-13T00:00:00-04:00"), "forbid", HOURS,
    next="2026-05-13T08:00:01-04:00")
add("spring forward, eight sharp", america("2026-03-08T08:00:00-04:00"), "forbid", HOURS,
    next="2026-03-08T08:00:01-04:00")
add("spring forward, one second after", america("2026-03-08T08:00:01-04:00"), "allow")
add("spring forward: 08:30 at the winter offset is 09:30", america("2026-03-08T08:30:00-05:00"), "allow")
add("spring forward: 07:30 at the winter offset is 08:30", america("2026-03-08T07:30:00-05:00"), "allow")
add("spring forward evening 20:59:59", america("2026-03-08T20:59:59-04:00"), "allow")
add("spring forward: 20:30 at the winter offset is 21:30", america("2026-03-08T20:30:00-05:00"), "forbid",
    HOURS, next="2026-03-09T08:00:01-04:00")
add("fall back: 07:30 at the new offset", america("2026-11-01T07:30:00-05:00"), "forbid", HOURS,
    next="2026-11-01T08:00:01-05:00")
add("fall back: 08:30 at the summer offset is 07:30", america("2026-11-01T08:30:00-04:00"), "forbid", HOURS,
    next="2026-11-01T08:00:01-05:00")
add("fall back: 09:00:01 at the summer offset", america("2026-11-01T09:00:01-04:00"), "allow")
add("fall back: 01:30, twice", america("2026-11-01T01:30:00-04:00"), "forbid", HOURS,
    next="2026-11-01T08:00:01-05:00")
add("Sat before fall back 21:30: ten and a half plus one hours away", america("2026-10-31T21:30:00-04:00"),
    "forbid", HOURS, next="2026-11-01T08:00:01-05:00")
add("Phoenix keeps standard time: 08:30 there in summer", america("2026-07-15T08:30:00-07:00",
    zone="America/Phoenix"), "allow")
add("Denver and Phoenix in summer 20:30 Phoenix is 21:30 Denver", america("2026-07-15T20:30:00-07:00",
    zone=["America/Denver", "America/Phoenix"]), "forbid", HOURS, next="2026-07-16T08:00:01-07:00")
add("New York and Honolulu in summer: 13:30 is 07:30", america("2026-07-15T13:30:00-04:00",
    zone=["America/New_York", "Pacific/Honolulu"]), "forbid", HOURS, next="2026-07-15T14:00:01-04:00")
add("New York, Honolulu and Guam have a narrow common window", america("2026-06-10T18:30:00-04:00",
    zone=["America/New_York", "Pacific/Honolulu", "Pacific/Guam"]), "allow")
add("four zones 10:59 Eastern", america("2026-06-10T10:59:00-04:00", zone=["America/New_York",
    "America/Chicago", "America/Denver", "America/Los_Angeles"]), "forbid", HOURS,
    next="2026-06-10T11:00:01-04:00")
add("New York and Tokyo have no common hour but the evening", america("2026-06-10T12:00:00-04:00",
    zone=["America/New_York", "Asia/Tokyo"]), "forbid", HOURS, next="2026-06-10T19:00:01-04:00")
add("two zones that share no lawful hour", america("2026-06-10T12:00:00-04:00", zone=["America/New_York",
    "Asia/Dhaka", "Pacific/Auckland", "Pacific/Honolulu"]), "forbid", HOURS, next=None)
add("stamped in UTC: noon Z is 8 am in New York, sharp", america("2026-05-13T12:00:00Z"), "forbid", HOURS,
    next="2026-05-13T12:00:01Z")
add("text at 21:30", america("2026-05-13T21:30:00-04:00", channel="sms", text=TEXT), "forbid", HOURS)
add("email at 05:00 counts when it is sent", america("2026-05-13T05:00:00-04:00", **MAIL), "forbid", HOURS)
add("private social message at 22:00", america("2026-05-13T22:00:00-04:00", channel="social_message"),
    "forbid", HOURS)
add("visit at 22:00", america("2026-05-13T22:00:00-04:00", channel="visit"), "forbid", HOURS)
add("ringless voicemail at 22:00", america("2026-05-13T22:00:00-04:00", channel="ringless_voicemail"),
    "forbid", HOURS)
add("portal at 22:00", america("2026-05-13T22:00:00-04:00", channel="portal"), "allow")
add("agreed hours: inside", america("2026-05-13T21:45:00-04:00", statements=[said("agreed_hours",
    "2026-05-04T10:00:00-04:00", start="21:00", end="23:00")]), "allow")
add("agreed hours: the day is closed, they replace the default", america("2026-05-13T12:00:00-04:00",
    statements=[said("agreed_hours", "2026-05-04T10:00:00-04:00", start="21:00", end="23:00")]), "forbid",
    HOURS, next="2026-05-13T21:00:00-04:00")
add("agreed hours end", america("2026-05-13T23:00:00-04:00", statements=[said("agreed_hours",
    "2026-05-04T10:00:00-04:00", start="21:00", end="23:00")]), "forbid", HOURS)
add("reply to her email at 22:00", america("2026-05-13T22:10:00-04:00", purpose="reply", reply_to="h1",
    history=[past("2026-05-13T22:00:00-04:00", "delivered", id="h1", channel="email", direction="inbound",
    address="mb1")], **MAIL), "allow")
add(
    "a second reply to the same email",
    america("2026-05-13T22:20:00-04:00", purpose="reply", reply_to="h1",
        history=[past("2026-05-13T22:00:00-04:00", "delivered", id="h1", channel="email",
        direction="inbound", address="mb1"), past("2026-05-13T22:10:00-04:00", "sent", id="h2",
        channel="email", purpose="reply", reply_to="h1")], **MAIL),
    "forbid",
    HOURS,
)
add("a reply to a friend's email is not to hers", america("2026-05-13T22:20:00-04:00", purpose="reply",
    reply_to="h1", people=[person("p2", "friend", "America/New_York")],
    history=[past("2026-05-13T22:00:00-04:00", "delivered", id="h1", channel="email", person="p2",
    direction="inbound")], **MAIL), "forbid", HOURS)
add("a reply to a message nobody has", america("2026-05-13T22:20:00-04:00", purpose="reply", reply_to="h9",
    **MAIL), "forbid", HOURS)
add("a reply to our own message", america("2026-05-13T22:20:00-04:00", purpose="reply", reply_to="h1",
    history=[past("2026-05-13T12:00:00-04:00", "delivered", id="h1", channel="email")], **MAIL), "forbid",
    HOURS)
add("a reply to a message that comes later", america("2026-05-13T22:20:00-04:00", purpose="reply",
    reply_to="h1", history=[past("2026-05-13T23:00:00-04:00", "delivered", id="h1", channel="email",
    direction="inbound")], **MAIL), "forbid", HOURS)
def unsuited(**k):
    return [said("inconvenient", "2026-05-04T11:02:00-04:00", medium="oral", **k)]
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]
add("15 to 17 on weekdays: 15:00 sharp", america("2026-05-13T15:00:00-04:00",
    statements=unsuited(days=WEEKDAYS, start="15:00", end="17:00")), "forbid", TIME,
    next="2026-05-13T17:00:00-04:00")
add("14:59:59", america("2026-05-13T14:59:59-04:00", statements=unsuited(days=WEEKDAYS, start="15:00",
    end="17:00")), "allow")
add("17:00 sharp is free again", america("2026-05-13T17:00:00-04:00", statements=unsuited(days=WEEKDAYS,
    start="15:00", end="17:00")), "allow")
add("16:00 on Saturday", america("2026-05-16T16:00:00-04:00", statements=unsuited(days=WEEKDAYS,
    start="15:00", end="17:00")), "allow")
add("a span without days holds every day", america("2026-05-16T16:00:00-04:00",
    statements=unsuited(start="15:00", end="17:00")), "forbid", TIME, next="2026-05-16T17:00:00-04:00")
add("days without a span hold the whole day", america("2026-05-16T12:00:00-04:00",
    statements=unsuited(days=["sat", "sun"])), "forbid", TIME, next="2026-05-18T08:00:01-04:00")
add("only from: to midnight", america("2026-05-13T19:00:00-04:00", statements=unsuited(start="18:00")),
    "forbid", TIME, next="2026-05-14T08:00:01-04:00")
add("only to: from midnight", america("2026-05-13T09:00:00-04:00", statements=unsuited(end="12:00")),
    "forbid", TIME, next="2026-05-13T12:00:00-04:00")
add("across midnight: 20:00 to 10:00", america("2026-05-13T09:30:00-04:00",
    statements=unsuited(start="20:00", end="10:00")), "forbid", TIME, next="2026-05-13T10:00:00-04:00")
add("across midnight on Tuesday: Wednesday morning belongs to it", america("2026-05-13T09:30:00-04:00",
    statements=unsuited(days=["tue"], start="20:00", end="10:00")), "forbid", TIME,
    next="2026-05-13T10:00:00-04:00")
add("across midnight on Wednesday: Wednesday morning does not", america("2026-05-13T09:30:00-04:00",
    statements=unsuited(days=["wed"], start="20:00", end="10:00")), "allow")
add("two named dates", america("2026-05-13T12:00:00-04:00", statements=unsuited(dates=["2026-05-12",
    "2026-05-13"])), "forbid", TIME, next="2026-05-14T08:00:01-04:00")
add("a date not named", america("2026-05-14T12:00:00-04:00", statements=unsuited(dates=["2026-05-12",
    "2026-05-13"])), "allow")
add("all times are inconvenient until a day", america("2026-05-13T12:00:00-04:00",
    statements=unsuited(until="2026-05-20T12:00:00-04:00")), "forbid", TIME,
    next="2026-05-20T12:00:00-04:00")
add("said after the call", america("2026-05-03T16:00:00-04:00", statements=unsuited(days=["sun"])), "allow")
add("said by the spouse", america("2026-05-13T16:00:00-04:00", people=[person("p2", "spouse",
    "America/New_York")], statements=[said("inconvenient", "2026-05-04T11:02:00-04:00", "p2", start="15:00",
    end="17:00")]), "allow")
add("lifted", america("2026-05-13T16:00:00-04:00", statements=[{**unsuited(start="15:00", end="17:00")[0],
    "id": "s1"}, said("lifted", "2026-05-10T10:00:00-04:00", of="s1")]), "allow")
add("lifted after", america("2026-05-13T16:00:00-04:00", statements=[{**unsuited(start="15:00",
    end="17:00")[0], "id": "s1"}, said("lifted", "2026-05-14T10:00:00-04:00", of="s1")]), "forbid", TIME)
add("run out", america("2026-05-13T16:00:00-04:00", statements=unsuited(start="15:00", end="17:00",
    until="2026-05-10T00:00:00-04:00")), "allow")
add("Friday in Honolulu is Saturday elsewhere: both zones hold", america("2026-07-11T02:00:00-04:00",
    zone="Pacific/Honolulu", statements=[said("inconvenient", "2026-07-06T10:00:00-04:00", days=["fri"])]),
    "forbid", TIME)
add("inconvenient: sms too", america("2026-05-13T16:00:00-04:00", channel="sms", text=TEXT,
    statements=unsuited(start="15:00", end="17:00")), "forbid", TIME)
add("inconvenient: her own call", america("2026-05-13T16:00:00-04:00", direction="inbound",
    statements=unsuited(start="15:00", end="17:00")), "allow")
add("inconvenient and no zone", america("2026-05-13T16:00:00-04:00", people=[person("p1", zone=None)],
    statements=unsuited(start="15:00", end="17:00")), "unknown", TIME + " " + HOURS,
    missing="people/p1/zones")
def not_at(p, **k):
    return [said("inconvenient", "2026-06-01T10:00:00-04:00", place=p, **k)]
JUNE = "2026-06-10T10:00:00-04:00"
for ch, ak, v in [("call", "home", "forbid"), ("letter", "home", "forbid"), ("visit", "home", "forbid"),
    ("call", "mobile", "allow"), ("email", "unknown", "allow"), ("sms", "mobile", "allow"), ("call", "work",
    "allow"), ("ringless_voicemail", "home", "forbid"), ("fax", "home", "forbid")]:
    add(f"not at home: {ch} {ak}", america(JUNE, channel=ch, address_kind=ak, address="x",
        statements=not_at("home")), v, PLACE if v == "forbid" else "", lacks="" if v == "forbid" else PLACE)
add("not at home: a landline may be at home", america(JUNE, address_kind="landline", address="x",
    statements=not_at("home")), "unknown", PLACE)
add("not at home, the mobile, but known to be at home", america(JUNE, known_at="home",
    statements=not_at("home")), "forbid", PLACE)
add("not at home, a text, known to be at home", america(JUNE, channel="sms", text=TEXT, known_at="home",
    statements=not_at("home")), "forbid", PLACE)
add("not at home, the home line, known to be at work", america(JUNE, address_kind="home", known_at="work",
    statements=not_at("home")), "allow")
add("not at work: call to the work line", america(JUNE, address_kind="work", statements=not_at("work")),
    "forbid", PLACE)
add("not at home on Mondays: Wednesday", america(JUNE, address_kind="home", statements=not_at("home",
    days=["mon"])), "allow")
add("not at home on Wednesdays: Wednesday; Thursday is free", america(JUNE, address_kind="home",
    statements=not_at("home", days=["wed"])), "forbid", PLACE, next="2026-06-11T08:00:01-04:00")
no_calls_at_work = [said("employer_prohibits", "2026-05-05T09:00:00-04:00")]
for ch, ak, v in [("call", "work", "forbid"), ("visit", "work", "forbid"), ("letter", "work", "forbid"),
    ("call", "mobile", "allow"), ("call", "home", "allow")]:
    add(f"employer prohibits: {ch} {ak}", america(NOON, channel=ch, address_kind=ak, address="x",
        statements=no_calls_at_work), v, WORK if v == "forbid" else "")
add("employer prohibits: mobile, known to be at work", america(NOON, known_at="work",
    statements=no_calls_at_work), "forbid", WORK)
add("employer prohibits: the spouse's employer is another", america(NOON, address_kind="work",
    people=[person("p2", "spouse", "America/New_York")], statements=[said("employer_prohibits",
    "2026-05-05T09:00:00-04:00", "p2")]), "allow")
add("employer prohibits: lifted", america(NOON, address_kind="work", statements=[{**no_calls_at_work[0],
    "id": "s1"}, said("lifted", "2026-05-10T10:00:00-04:00", of="s1")]), "allow")
represented = [said("represented", "2026-05-05T09:00:00-04:00", by="p9", debts=["d1"])]
lawyer = [person("p9", "attorney", "America/New_York")]
add("represented", america(NOON, people=lawyer, statements=represented), "forbid", ATTORNEY, next=None)
add("represented: letter", america(NOON, channel="letter", address_kind="home", people=lawyer,
    statements=represented), "forbid", ATTORNEY)
add("represented in all", america(NOON, people=lawyer, statements=[said("represented",
    "2026-05-05T09:00:00-04:00", by="p9")]), "forbid", ATTORNEY)
add("represented on another debt", america(NOON, people=lawyer, statements=[said("represented",
    "2026-05-05T09:00:00-04:00", by="p9", debts=["d2"])]), "allow")
add("represented: the attorney by call", america(NOON, person="p9", people=lawyer, statements=represented,
    address_kind="work"), "allow")
add("represented: representation ended", america(NOON, people=lawyer,
    statements=[*represented, said("representation_ended", "2026-05-10T09:00:00-04:00", by="p9")]), "allow")
add("represented: ended, then again", america(NOON, people=lawyer,
    statements=[*represented, said("representation_ended", "2026-05-10T09:00:00-04:00", by="p9"),
    said("represented", "2026-05-11T09:00:00-04:00", by="p8")]), "forbid", ATTORNEY)
add("represented: ended for another attorney", america(NOON, people=lawyer,
    statements=[*represented, said("representation_ended", "2026-05-10T09:00:00-04:00", by="p8")]),
    "forbid", ATTORNEY)
add("represented: inbound call", america(NOON, direction="inbound", people=lawyer, statements=represented),
    "allow")
add("represented after the call", america("2026-05-04T11:00:00-04:00", people=lawyer,
    statements=represented), "allow")
def ceased(m="letter", **k):
    return [said("cease", "2026-05-05T09:00:00-04:00", medium=m, **{"debts": ["d1"],
    **k})]
for m in ("letter", "email", "sms", "portal"):
    add("cease by " + m, america(NOON, statements=ceased(m)), "forbid", CEASE, next=None)
add("cease by word of mouth is not a written notice", america(NOON, statements=ceased("oral")), "allow",
    lacks=CEASE)
add("cease of another debt", america(NOON, statements=ceased(debts=["d2"])), "allow", lacks=CEASE)
for ch in ("email", "sms", "letter", "visit", "ringless_voicemail", "social_message"):
    add("cease: " + ch, america(NOON, channel=ch, address="x", address_kind="home", statements=ceased(),
        **({"text": TEXT} if ch in ("sms",
        "social_message") else {"text": EMAIL} if ch == "email" else {})), "forbid", CEASE)
add("cease: a location call to the consumer himself is an attempt", america(NOON, purpose="locate",
    conveys_debt=False, statements=ceased()), "forbid", CEASE)
add("cease: a notice", america(NOON, channel="letter", purpose="notice", address_kind="home",
    statements=ceased()), "allow", lacks=CEASE)
add("cease: portal", america(NOON, channel="portal", statements=ceased()), "allow", lacks=CEASE)
add("cease: inbound", america(NOON, direction="inbound", statements=ceased()), "allow")
add("cease by a friend does not cover the consumer", america(NOON, people=[person("p2", "friend",
    "America/New_York")], statements=[said("cease", "2026-05-05T09:00:00-04:00", "p2", medium="letter")]),
    "allow", lacks=CEASE)
add("cease: lifted", america(NOON, statements=[{**ceased()[0], "id": "s1"}, said("lifted",
    "2026-05-10T09:00:00-04:00", of="s1")]), "allow")
add("cease on receipt: the very second", america("2026-05-05T09:00:00-04:00", statements=ceased()),
    "forbid", CEASE)
add("cease: the second before", america("2026-05-05T08:59:59-04:00", statements=ceased()), "allow")
add("cease of the account number itself", america(NOON, statements=ceased(debts=["g"]), debts=[{"id": "d1",
    "product": "student_loan", "group": "g"}]), "forbid", CEASE)
NY = "America/New_York"
def opted_out(**k):
    return [said("opt_out", "2026-05-01T10:00:00-04:00", medium="oral", **k)]
add("no calls: call", america(NOON, statements=opted_out(channel="call")), "forbid", OPT_OUT, next=None)
add("no calls: ringless voicemail is a call", america(NOON, channel="ringless_voicemail",
    statements=opted_out(channel="call")), "forbid", OPT_OUT)
add("no ringless voicemail: a call is the same medium", america(NOON,
    statements=opted_out(channel="ringless_voicemail")), "forbid", OPT_OUT)
add("no calls: text", america(NOON, channel="sms", text=TEXT, statements=opted_out(channel="call")), "allow")
add("no texts: call", america(NOON, statements=opted_out(channel="sms")), "allow")
add("no texts: chat is another", america(NOON, channel="im", text=TEXT, address="im1",
    statements=opted_out(channel="sms")), "allow")
add("no texts to m1: text to m1", america(NOON, channel="sms", text=TEXT,
    statements=opted_out(channel="sms", address="m1")), "forbid", OPT_OUT)
add("no texts to m1: text to m2", america(NOON, channel="sms", text=TEXT, address="m2",
    statements=opted_out(channel="sms", address="m1")), "allow")
add("no texts to m1: call to m1", america(NOON, statements=opted_out(channel="sms", address="m1")), "allow")
add("not at m1 at all: call", america(NOON, statements=opted_out(address="m1")), "forbid", OPT_OUT)
add("not at m1 at all: text", america(NOON, channel="sms", text=TEXT, statements=opted_out(address="m1")),
    "forbid", OPT_OUT)
add("not at m1: the address of this call is not told", america(NOON, address=None,
    statements=opted_out(address="m1")), "unknown", OPT_OUT, missing="contact.address")
add("no calls: given about another debt", america(NOON, statements=opted_out(channel="call", debts=["d2"])),
    "forbid", OPT_OUT)
add("no calls: said by the spouse", america(NOON, people=[person("p2", "spouse", NY)],
    statements=[said("opt_out", "2026-05-01T10:00:00-04:00", "p2", channel="call")]), "allow")
add("no calls: opted in again", america(NOON, statements=[*opted_out(channel="call"), said("opt_in",
    "2026-05-02T10:00:00-04:00", channel="call")]), "allow")
add("no calls: opted in to texts only", america(NOON, statements=[*opted_out(channel="call"), said("opt_in",
    "2026-05-02T10:00:00-04:00", channel="sms")]), "forbid", OPT_OUT)
add("no calls: opted in before", america(NOON, statements=[*opted_out(channel="call"), said("opt_in",
    "2026-04-02T10:00:00-04:00", channel="call")]), "forbid", OPT_OUT)
add("no calls, in again, out again", america(NOON, statements=[*opted_out(channel="call"), said("opt_in",
    "2026-05-02T10:00:00-04:00", channel="call"), said("opt_out", "2026-05-03T10:00:00-04:00",
    channel="call")]), "forbid", OPT_OUT)
add("no calls; calls to m2 asked for again: m2", america(NOON, address="m2",
    statements=[*opted_out(channel="call"), said("opt_in", "2026-05-02T10:00:00-04:00", channel="call",
    address="m2")]), "allow")
add("no calls; calls to m2 asked for again: m1", america(NOON,
    statements=[*opted_out(channel="call"), said("opt_in", "2026-05-02T10:00:00-04:00", channel="call",
    address="m2")]), "forbid", OPT_OUT)
add("no calls: lifted", america(NOON, statements=[{**opted_out(channel="call")[0], "id": "s1"},
    said("lifted", "2026-05-02T10:00:00-04:00", of="s1")]), "allow")
add("no calls until a day", america(NOON, statements=opted_out(channel="call",
    until="2026-05-14T12:00:00-04:00")), "forbid", OPT_OUT, next="2026-05-14T12:00:00-04:00")
add("no emails: a required notice by email", america(NOON, purpose="notice",
    statements=opted_out(channel="email"), **MAIL), "forbid", OPT_OUT)
add("no letters", america(NOON, channel="letter", address_kind="home", address="r1",
    statements=opted_out(channel="letter")), "forbid", OPT_OUT)
add("no calls: her call", america(NOON, direction="inbound", statements=opted_out(channel="call")), "allow")
add("no sms: she texts later; one reply", america(NOON, channel="sms", text=TEXT, purpose="reply",
    reply_to="h1", statements=opted_out(channel="sms"), history=[past("2026-05-13T10:00:00-04:00",
    "delivered", id="h1", channel="sms", direction="inbound", address="m1")]), "allow")
add("no sms: she emails later; a text does not answer an email", america(NOON, channel="sms", text=TEXT,
    purpose="reply", reply_to="h1", statements=opted_out(channel="sms"),
    history=[past("2026-05-13T10:00:00-04:00", "delivered", id="h1", channel="email", direction="inbound",
    address="mb1")]), "forbid", OPT_OUT)
add("no sms: her earlier text is no opening", america(NOON, channel="sms", text=TEXT, purpose="reply",
    reply_to="h1", statements=[said("opt_out", "2026-05-13T10:30:00-04:00", channel="sms")],
    history=[past("2026-05-13T10:00:00-04:00", "delivered", id="h1", channel="sms", direction="inbound",
    address="m1")]), "forbid", OPT_OUT)
stop = [past("2026-05-13T10:59:00-04:00", "delivered", id="h1", channel="sms", direction="inbound",
    address="m1", text="STOP")]
stopped = [said("opt_out", "2026-05-13T10:59:00-04:00", channel="sms", medium="sms")]
add("confirms the stop", america(NOON, channel="sms", purpose="reply", reply_to="h1", statements=stopped,
    history=stop,
    text="You are unsubscribed from texts by Northgate Recovery and will get no more texts at this number."),
    "allow", lacks=OPT_OUT + " " + HOW_TO_STOP)
add("a second confirmation", america(NOON, channel="sms", purpose="reply", reply_to="h1",
    statements=stopped, history=[*stop, past("2026-05-13T10:59:30-04:00", "sent", id="h2", channel="sms",
    purpose="reply", reply_to="h1", address="m1")],
    text="You have opted out. We will send no more texts to this number."), "forbid", OPT_OUT)
add("a confirmation that tells the balance", america(NOON, channel="sms", purpose="reply", reply_to="h1",
    statements=stopped, history=stop, text="You have opted out. Your balance is still $842.10."), "forbid",
    OPT_OUT)
def third(role, **k):
    return america(k.pop("at", NOON), person="p2", people=[person("p2", role, NY), *k.pop("people", [])],
        address="m2", **k)
for role in "friend family colleague employer other credit_counsellor named_contact".split():
    add(f"{role} is told of the debt", third(role, conveys_debt=True), "forbid", THIRD_PARTY)
    add(f"{role} is asked where he is", third(role, purpose="locate", conveys_debt=False), "allow",
        lacks=THIRD_PARTY, duties=LOCATION)
    add(f"{role} is asked where he is and told of the debt", third(role, purpose="locate",
        conveys_debt=True), "forbid", LOCATION)
for role in ("co_borrower spouse parent_of_minor guardian estate_representative successor_in_interest "
        "attorney creditor").split():
    add(f"{role} may be spoken to", third(role, conveys_debt=True), "allow", lacks=THIRD_PARTY)
add("friend: the consumer consented", third("friend", conveys_debt=True, statements=[said("consent",
    "2026-05-01T10:00:00-04:00", end="third_party")]), "allow", lacks=THIRD_PARTY)
add("friend: the consumer consented to another collector", third("friend", conveys_debt=True,
    statements=[said("consent", "2026-05-01T10:00:00-04:00", end="third_party", given_to="k1")]), "forbid",
    THIRD_PARTY)
add("friend: the consent was taken back", third("friend", conveys_debt=True, statements=[said("consent",
    "2026-05-01T10:00:00-04:00", end="third_party", id="s1"), said("lifted", "2026-05-02T10:00:00-04:00",
    of="s1")]), "forbid", THIRD_PARTY)
add("friend: consent about another debt", third("friend", conveys_debt=True, statements=[said("consent",
    "2026-05-01T10:00:00-04:00", end="third_party", debts=["d2"])]), "forbid", THIRD_PARTY)
add("friend: the friend consents", third("friend", conveys_debt=True, statements=[said("consent",
    "2026-05-01T10:00:00-04:00", "p2", end="third_party")]), "forbid", THIRD_PARTY)
add("friend: consent to calls is no consent to third parties", third("friend", conveys_debt=True,
    statements=[said("consent", "2026-05-01T10:00:00-04:00", end="calls")]), "forbid", THIRD_PARTY)
add("friend: consent with dates past", third("friend", conveys_debt=True, statements=[said("consent",
    "2026-05-01T10:00:00-04:00", end="third_party", to_date="2026-05-12")]), "forbid", THIRD_PARTY)
add("friend: consent on its last date", third("friend", conveys_debt=True, statements=[said("consent",
    "2026-05-01T10:00:00-04:00", end="third_party", to_date="2026-05-13")]), "allow")
add("role unknown, collect", third(None), "unknown", THIRD_PARTY, missing="people/p2/role")
add("role unknown by a bank: not bound", third(None, collector="kb"), "allow")
add("wrong person by private message", third("other", channel="social_message", conveys_debt=True,
    text=TEXT), "forbid", THIRD_PARTY)
def located(res="conversation", **k):
    return [past("2026-05-01T10:00:00-04:00", res, person="p2",
    purpose="locate", conveys_debt=False, address="m2", **k)]
add("located before", third("friend", purpose="locate", conveys_debt=False, history=located()), "forbid",
    LOCATION, next=None)
add("located before by text delivered", third("friend", purpose="locate", conveys_debt=False,
    history=located("delivered", channel="sms")), "forbid", LOCATION)
add("located before by text bounced", third("friend", purpose="locate", conveys_debt=False,
    history=located("bounced", channel="sms")), "allow")
add("located before by another collector", third("friend", purpose="locate", conveys_debt=False,
    history=located(collector="k1")), "allow")
add("located before, for another debt: per person", third("friend", purpose="locate", conveys_debt=False,
    history=located(debts=["d2"])), "forbid", LOCATION)
add("attorney known: friend not asked", third("friend", purpose="locate", conveys_debt=False, people=lawyer,
    statements=represented), "forbid", LOCATION)
add("attorney known: the attorney is asked", america(NOON, person="p9", people=lawyer, purpose="locate",
    conveys_debt=False, statements=represented, address_kind="work"), "allow")
add("friend opted out of calls", third("friend", purpose="locate", conveys_debt=False,
    statements=[said("opt_out", "2026-05-01T10:00:00-04:00", "p2", channel="call")]), "forbid", OPT_OUT)
add("friend: inconvenient time", third("friend", purpose="locate", conveys_debt=False,
    statements=[said("inconvenient", "2026-05-01T10:00:00-04:00", "p2", days=["wed"])]), "forbid", TIME)
add("postcard to a friend", third("friend", purpose="locate", channel="postcard"), "forbid", POSTCARD)
add("seven, the eighth", america("2026-05-10T15:00:00-04:00", history=calls(seven)), "forbid", FREQUENCY,
    next="2026-05-11T08:00:01-04:00")
add("six, the seventh", america("2026-05-10T15:00:00-04:00", history=calls(seven[1:])), "allow",
    lacks=FREQUENCY)
add("seven in one day", america("2026-05-10T15:00:00-04:00", history=calls(["05-10"] * 7)), "forbid",
    FREQUENCY, next="2026-05-17T08:00:01-04:00")
add("seven; day eight: one", america("2026-05-11T10:00:00-04:00", history=calls(seven)), "allow",
    lacks=FREQUENCY)
add("seven; day eight: a second", america("2026-05-11T12:00:00-04:00", history=calls([*seven, "05-11"])),
    "forbid", FREQUENCY, next="2026-05-12T08:00:01-04:00")
add("seven: a text", america("2026-05-10T15:00:00-04:00", channel="sms", text=TEXT, history=calls(seven)),
    "allow", lacks=FREQUENCY)
add("seven: an email", america("2026-05-10T15:00:00-04:00", history=calls(seven), **MAIL), "allow",
    lacks=FREQUENCY)
add("seven texts", america("2026-05-10T15:00:00-04:00", history=calls(seven, "delivered", channel="sms")),
    "allow", lacks=FREQUENCY)
add("six and inbound call without talk", america("2026-05-10T15:00:00-04:00",
    history=[*calls(seven[1:]), past("2026-05-10T09:00:00-04:00", "unanswered", direction="inbound")]),
    "allow", lacks=FREQUENCY)
for res, v in [("not_connected", "allow"), ("unanswered", "forbid"), ("voicemail", "forbid"), ("dropped",
    "forbid")]:
    add("six and a call that ended " + res, america("2026-05-10T15:00:00-04:00",
        history=[*calls(seven[1:]), past("2026-05-10T11:00:00-04:00", res, address="m1")]), v,
        FREQUENCY if v == "forbid" else "")
add("six and ringless", america("2026-05-10T15:00:00-04:00",
    history=[*calls(seven[1:]), past("2026-05-10T11:00:00-04:00", "sent", channel="ringless_voicemail",
    address="m1")]), "forbid", FREQUENCY)
add("seven to another person", america("2026-05-10T15:00:00-04:00", people=[person("p2", "spouse", NY)],
    history=calls(seven, person="p2")), "allow")
add("seven about another debt", america("2026-05-10T15:00:00-04:00", debts=[{"id": "d2",
    "product": "other"}], history=calls(seven, debts=["d2"])), "allow")
add("seven by another collector", america("2026-05-10T15:00:00-04:00", history=calls(seven,
    collector="k1")), "allow")
add("seven about none in particular", america("2026-05-10T15:00:00-04:00", history=calls(seven,
    debts=None)), "forbid", FREQUENCY)
add("seven about none by an empty list", america("2026-05-10T15:00:00-04:00", history=calls(seven,
    debts=[])), "forbid", FREQUENCY)
add("student loans under one account number", america("2026-05-10T15:00:00-04:00", history=calls(seven,
    debts=["d2"]), debts=[{"id": "d1", "product": "student_loan", "group": "g"}, {"id": "d2",
    "product": "student_loan", "group": "g"}]), "forbid", FREQUENCY)
add("student loans under two account numbers", america("2026-05-10T15:00:00-04:00", history=calls(seven,
    debts=["d2"]), debts=[{"id": "d1", "product": "student_loan", "group": "g"}, {"id": "d2",
    "product": "student_loan", "group": "gg"}]), "allow", lacks=FREQUENCY)
add("four mobile, three home", america("2026-05-10T15:00:00-04:00",
    history=calls(seven[:4]) + calls(seven[4:], address="hm", address_kind="home")), "forbid", FREQUENCY)
add("seven to a wrong number known by now", america("2026-05-10T15:00:00-04:00",
    history=[*calls(seven[:6]), past("2026-05-10T10:10:00-04:00", "wrong_number", address="m1")],
    address="m2"), "allow", lacks=FREQUENCY)
add("three to a wrong number, five to hers", america("2026-05-10T15:00:00-04:00",
    history=[*calls(seven[:2]), past("2026-05-06T10:10:00-04:00", "wrong_number", address="m1"),
    *calls(["05-07", "05-08", "05-09", "05-10", "05-10"], address="m2")], address="m2"),
    "allow", lacks=FREQUENCY)
def consented(at="2026-05-10T11:00:00-04:00", **k):
    return [said("consent", at, end="calls", medium="oral", **k)]
add("seven, and consent today", america("2026-05-10T15:00:00-04:00", history=calls(seven),
    statements=consented()), "allow", lacks=FREQUENCY)
add("seven, consent to another collector", america("2026-05-10T15:00:00-04:00", history=calls(seven),
    statements=consented(given_to="k1")), "forbid", FREQUENCY)
add("seven, consent to this collector", america("2026-05-10T15:00:00-04:00", history=calls(seven),
    statements=consented(given_to="k0")), "allow")
add("seven, consent for another number", america("2026-05-10T15:00:00-04:00", history=calls(seven),
    statements=consented(address="m2")), "forbid", FREQUENCY)
add("seven, consent for another debt", america("2026-05-10T15:00:00-04:00", history=calls(seven),
    statements=consented(debts=["d2"])), "forbid", FREQUENCY)
add("seven, consent by the spouse", america("2026-05-10T15:00:00-04:00", people=[person("p2", "spouse",
    NY)], history=calls(seven), statements=consented(who="p2")), "forbid", FREQUENCY)
add("seven, consent taken back", america("2026-05-10T15:00:00-04:00", history=calls(seven),
    statements=[*consented(id="s1"), said("lifted", "2026-05-10T12:00:00-04:00", of="s1")]), "forbid",
    FREQUENCY)
add("seven, consent then no calls", america("2026-05-10T15:00:00-04:00", history=calls(seven),
    statements=[*consented(), said("opt_out", "2026-05-10T12:00:00-04:00", channel="call")]), "forbid",
    FREQUENCY + " " + OPT_OUT)
add("seven, consent a week ago: its seventh day was the 9th", america("2026-05-10T15:00:00-04:00",
    history=calls(["05-10"] * 7), statements=consented("2026-05-03T10:00:00-04:00")), "forbid", FREQUENCY)
add("seven, consent six days ago: today is its seventh", america("2026-05-10T15:00:00-04:00",
    history=calls(["05-10"] * 7), statements=consented("2026-05-04T10:00:00-04:00")), "allow")
add("consented calls do not count afterwards", america("2026-05-12T15:00:00-04:00", history=calls(["05-05",
    "05-06", "05-07", "05-08", "05-09", "05-10", "05-11", "05-11", "05-12"]),
    statements=consented("2026-05-05T09:00:00-04:00")), "allow", lacks=FREQUENCY)
add("seven, consent ended by a talk", america("2026-05-10T15:00:00-04:00",
    history=[*calls(seven), past("2026-05-10T12:00:00-04:00", address="m1")], statements=consented()),
    "forbid", FREQUENCY + " " + COOLDOWN)
add("seven, consent until a shorter end", america("2026-05-10T15:00:00-04:00", history=calls(seven),
    statements=consented(until="2026-05-10T14:00:00-04:00")), "forbid", FREQUENCY)
add("seven, consent: opens no forbidden time", america("2026-05-10T22:00:00-04:00", history=calls(seven),
    statements=consented()), "forbid", HOURS, lacks=FREQUENCY)
add("seven: attorney is not counted", america("2026-05-10T15:00:00-04:00", person="p9", people=lawyer,
    address_kind="work", history=calls(seven, person="p9")), "allow", lacks=FREQUENCY)
add("seven: creditor is not counted", america("2026-05-10T15:00:00-04:00", person="p9", people=[person("p9",
    "creditor", NY)], address_kind="work", history=calls(seven, person="p9")), "allow", lacks=FREQUENCY)
add("seven: a bank in its own name", america("2026-05-10T15:00:00-04:00", collector="kb",
    history=calls(seven, collector="kb")), "allow", lacks=FREQUENCY)
add("seven: presumption in posture binding forbids too", america("2026-05-10T15:00:00-04:00",
    posture="binding", history=calls(seven)), "forbid", FREQUENCY)
add("seven: kind not told", america("2026-05-10T15:00:00-04:00", collectors=[{"id": "k0"}],
    history=calls(seven)), "unknown", FREQUENCY, missing="collectors/k0/kind")
add("kind not told, by day, nothing broken", america(NOON, collectors=[{"id": "k0"}]), "allow")
add("seven calls by 23:59 local; count in local days at west", america("2026-04-08T10:00:00-07:00",
    zone="America/Los_Angeles", history=[*calls(["04-02", "04-03", "04-04", "04-05", "04-06", "04-07"],
    off="-07:00"), past("2026-04-02T02:59:00-04:00", "unanswered")]), "allow", lacks=FREQUENCY)
add("a call about two debts counts for each", america("2026-05-10T15:00:00-04:00", debts=[{"id": "d2",
    "product": "other"}], history=calls(seven, debts=["d1", "d2"]), about=["d2"]), "forbid", FREQUENCY)
add("a call about two, one of which is full", america("2026-05-10T15:00:00-04:00", debts=[{"id": "d2",
    "product": "other"}], history=calls(seven, debts=["d2"]), about=["d1", "d2"]), "forbid", FREQUENCY)
def talked(at="2026-05-07T11:00:00-04:00", **k):
    return [past(at, **{"address": "m1", **k})]
add("talk on the 7th: same day", america("2026-05-07T15:00:00-04:00", history=talked()), "forbid", COOLDOWN,
    next="2026-05-14T08:00:01-04:00")
add("talk on the 7th: the 13th", america("2026-05-13T20:59:59-04:00", history=talked()), "forbid", COOLDOWN,
    next="2026-05-14T08:00:01-04:00")
add("talk on the 7th: the 14th", america("2026-05-14T08:00:01-04:00", history=talked()), "allow",
    lacks=COOLDOWN)
add("talk at 23:59 on the 7th: the 14th", america("2026-05-14T08:00:01-04:00",
    history=talked("2026-05-07T23:59:59-04:00")), "allow")
add("talk begun by her", america("2026-05-13T12:00:00-04:00", history=talked(direction="inbound")),
    "forbid", COOLDOWN)
add("talk: text", america("2026-05-08T12:00:00-04:00", channel="sms", text=TEXT, history=talked()), "allow")
add("talk: ringless", america("2026-05-08T12:00:00-04:00", channel="ringless_voicemail", history=talked()),
    "forbid", COOLDOWN)
add("talk with another collector", america("2026-05-08T12:00:00-04:00", history=talked(collector="k1")),
    "allow")
add("talk with the creditor", america("2026-05-08T12:00:00-04:00", history=talked(collector="kb")), "allow")
add("talk about another debt", america("2026-05-08T12:00:00-04:00", debts=[{"id": "d2"}],
    history=talked(debts=["d2"])), "allow")
add("a call about d2 in which d1 was talked of", america("2026-05-08T12:00:00-04:00", debts=[{"id": "d2"}],
    history=talked(debts=["d2"], talked_of=["d1"])), "forbid", COOLDOWN)
add("a call about d1 in which only d2 was talked of", america("2026-05-08T12:00:00-04:00",
    debts=[{"id": "d2"}], history=talked(debts=["d1"], talked_of=["d2"])), "allow", lacks=COOLDOWN)
add("a call about d1 in which both were", america("2026-05-08T12:00:00-04:00", debts=[{"id": "d2"}],
    history=talked(debts=["d1"], talked_of=["d1", "d2"])), "forbid", COOLDOWN)
add("a call in which none in particular was talked of", america("2026-05-08T12:00:00-04:00",
    history=talked(debts=[])), "forbid", COOLDOWN)
add("a dropped call is no conversation", america("2026-05-08T12:00:00-04:00",
    history=[past("2026-05-07T11:00:00-04:00", "dropped")]), "allow")
add("an announcement that was heard", america("2026-05-08T12:00:00-04:00",
    history=talked(style="announcement")), "forbid", COOLDOWN)
add("talk at the door", america("2026-05-08T12:00:00-04:00", history=talked(channel="visit")), "allow")
add("talk and a call at dead line after", america("2026-05-14T12:00:00-04:00",
    history=[*talked(), past("2026-05-12T11:00:00-04:00", "not_connected")]), "allow")
add("consent after the talk", america("2026-05-08T12:00:00-04:00", history=talked(),
    statements=consented("2026-05-07T11:05:00-04:00")), "allow")
add("consent before the talk is used up", america("2026-05-08T12:00:00-04:00", history=talked(),
    statements=consented("2026-05-07T10:00:00-04:00")), "forbid", COOLDOWN)
add("consent for one date", america("2026-05-09T12:00:00-04:00", history=talked(),
    statements=consented("2026-05-07T11:05:00-04:00", start="2026-05-11", to_date="2026-05-11")), "forbid",
    COOLDOWN, next="2026-05-11T08:00:01-04:00")
add("consent outlasts its seven days by its own dates: the seven days hold",
    america("2026-05-22T12:00:00-04:00", history=talked("2026-05-20T11:00:00-04:00"),
    statements=consented("2026-05-07T11:05:00-04:00", to_date="2026-06-30")), "forbid", COOLDOWN)
for ch in ("sms", "im", "email", "social_message"):
    add(f"{ch} without a way to stop", america(NOON, channel=ch,
        text=("Northgate Recovery, a debt collector, about the account ending 4471. We are attempting to "
        "collect a debt and any information obtained will be used for that purpose.")),
        "forbid", HOW_TO_STOP)
    add(f"{ch} with a way to stop", america(NOON, channel=ch, text=TEXT), "allow", lacks=HOW_TO_STOP)
add("sms to a spouse without a way to stop", third("spouse", channel="sms",
    text=("Northgate Recovery, a debt collector. We are attempting to collect a debt and any "
        "information obtained will be used for that purpose.")),
    "forbid", HOW_TO_STOP)
add("a letter needs no opt-out", america(NOON, channel="letter", address_kind="home",
    text=("Northgate Recovery, a debt collector. We are attempting to collect a debt and any "
        "information obtained will be used for that purpose.")),
    "allow", lacks=HOW_TO_STOP)
add("opt-out: txt end", america(NOON, channel="sms",
    text=("Northgate Recovery, a debt collector, attempting to collect a debt; any information "
        "obtained will be used for that purpose. Text END to opt out.")),
    "allow", lacks=HOW_TO_STOP)
add("opt-out: unsubscribe link", america(NOON, channel="email", address="mb1",
    text=("Northgate Recovery is a debt collector attempting to collect a debt, and any information "
        "obtained will be used for that purpose. To unsubscribe from emails to this address click "
        "https://northgate.example/u/1")),
    "allow", lacks=HOW_TO_STOP)
add("opt-out: reply stop in the subject line", america(NOON, channel="email", address="mb1",
    text=('Northgate Recovery, a debt collector, is attempting to collect a debt and any information '
        'obtained will be used for that purpose. Reply with the word "stop" in the subject line to '
        'opt out of emails.')),
    "allow", lacks=HOW_TO_STOP)
add("reply without opt-out still needs it", america(NOON, channel="sms", purpose="reply", reply_to="h1",
    text="Northgate Recovery, a debt collector: yes, you may pay in two parts.",
    history=[past("2026-05-13T10:30:00-04:00", "delivered", id="h1", channel="sms", direction="inbound")]),
    "forbid", HOW_TO_STOP)
first = "Northgate Recovery about your overdue balance of $842.10. Reply STOP to stop texts."
add("first text tells the debt without the disclosure", america(NOON, channel="sms", text=first), "forbid",
    DISCLOSURE)
add("later text without", america(NOON, channel="sms",
    text="This is a debt collector. Your balance of $842.10 is overdue. Reply STOP to stop texts.",
    history=[past("2026-05-01T10:00:00-04:00", "sent", channel="letter")]), "allow", lacks=DISCLOSURE,
    duties=DISCLOSURE + ".later")
add("first voicemail says only debt collector", america(NOON, channel="ringless_voicemail",
    conveys_debt=True, text="Dana Reyes, a debt collector, about your debt. Call 800-555-0142."), "forbid",
    DISCLOSURE)
add("voicemail says it in full", america(NOON, channel="ringless_voicemail", conveys_debt=True,
    text=("Dana Reyes of Northgate Recovery, a debt collector, calling in an attempt to collect a "
        "debt. Any information obtained will be used for that purpose. Call 800-555-0142.")),
    "allow", lacks=DISCLOSURE)
add("after a limited-content message the next is the first", america(NOON, channel="sms", text=first,
    history=[past("2026-05-01T10:00:00-04:00", "voicemail", limited_content=True, conveys_debt=False)]),
    "forbid", DISCLOSURE)
add("another collector told it: first for this one", america(NOON, channel="sms", text=first,
    history=[past("2026-05-01T10:00:00-04:00", "delivered", channel="email", collector="k1")]), "forbid",
    DISCLOSURE)
add("for another debt: first for this one", america(NOON, channel="sms", text=first,
    history=[past("2026-05-01T10:00:00-04:00", "delivered", channel="email", debts=["d2"])],
    debts=[{"id": "d2"}]), "forbid", DISCLOSURE)
add("first call: duties", america("2026-03-02T11:00:00-05:00"), "allow",
    duties=DISCLOSURE + ".initial " + VALIDATION + " " + IDENTITY + " us.regf.retention")
add("later call: duties", america("2026-05-20T11:00:00-04:00", history=[past("2026-05-01T10:00:00-04:00")]),
    "allow", duties=DISCLOSURE + ".later " + IDENTITY)
add("first letter: plain envelope", america(NOON, channel="letter", address_kind="home"), "allow",
    duties="us.regf.envelope_plain " + VALIDATION)
add("validation sent already: no duty", america(NOON, debts=[{"id": "d1", "product": "credit_card",
    "validation_sent": "2026-05-01"}]), "allow")
add("limited-content voicemail: no identity duty", america(NOON, limited_content=True,
    text="Dana Reyes from NGR Inc. Please call me at 800-555-0142."), "allow",
    lacks=IDENTITY + " " + DISCLOSURE)
add("inbound first: disclosure duty", america(NOON, direction="inbound"), "allow",
    duties=DISCLOSURE + " " + VALIDATION)
add("inbound with no zone", america(NOON, direction="inbound", people=[person("p1", zone=None)]), "allow")
add("inbound from a friend", third("friend", direction="inbound"), "allow", lacks=THIRD_PARTY)
def disputed(m="letter", w=True, at="2026-03-18T10:00:00-04:00", **k):
    return [said("dispute", at, medium=m,
    written=w, **{"debts": ["d1"], **k})]
notice_sent = [past("2026-03-02T10:00:00-05:00", "sent", channel="letter", purpose="notice",
    notice="us.regf.validation_notice")]
MARCH = "2026-03-25T11:00:00-04:00"
for m in ("letter", "email", "portal"):
    add("written dispute by " + m, america(MARCH, statements=disputed(m), history=notice_sent), "forbid",
        DISPUTE, next=None)
add("oral dispute", america(MARCH, statements=disputed("oral", False), history=notice_sent), "allow",
    lacks=DISPUTE)
add("oral dispute, written not told", america(MARCH, statements=[said("dispute",
    "2026-03-18T10:00:00-04:00", medium="oral")], history=notice_sent), "allow", lacks=DISPUTE)
add("dispute of another debt", america(MARCH, statements=disputed(debts=["d2"]), history=notice_sent),
    "allow", lacks=DISPUTE)
add("dispute answered", america("2026-04-02T11:00:00-04:00",
    statements=[*disputed(), said("dispute_answered", "2026-03-30T10:00:00-04:00", debts=["d1"])],
    history=notice_sent), "allow", lacks=DISPUTE)
add("dispute answered for another debt", america("2026-04-02T11:00:00-04:00",
    statements=[*disputed(), said("dispute_answered", "2026-03-30T10:00:00-04:00", debts=["d2"])],
    history=notice_sent), "forbid", DISPUTE)
add("answered before it was made", america("2026-04-02T11:00:00-04:00",
    statements=[*disputed(), said("dispute_answered", "2026-03-10T10:00:00-04:00", debts=["d1"])],
    history=notice_sent), "forbid", DISPUTE)
add("dispute on the last day of the period", america("2026-04-10T11:00:00-04:00",
    statements=disputed(at="2026-04-08T23:59:00-04:00"), history=notice_sent), "forbid", DISPUTE)
add("dispute the day after the period", america("2026-04-10T11:00:00-04:00",
    statements=disputed(at="2026-04-09T00:01:00-04:00"), history=notice_sent), "allow", lacks=DISPUTE)
add("dispute after the period, noted by the debt", america("2026-04-10T11:00:00-04:00", debts=[{"id": "d1",
    "product": "credit_card", "validation_sent": "2026-03-02"}],
    statements=disputed(at="2026-04-09T09:00:00-04:00")), "allow", lacks=DISPUTE)
add(("a holiday in between puts the end back: sent 13 February, Presidents day the 16th; receipt "
        "on the 23rd, end 25 March"),
    america("2026-03-26T11:00:00-04:00", debts=[{"id": "d1", "product": "credit_card",
    "validation_sent": "2026-02-13"}], statements=disputed(at="2026-03-25T20:00:00-04:00")), "forbid",
    DISPUTE)
add(
    "dispute: the notice that came back was sent anew: from the second",
    america(
        "2026-05-01T11:00:00-04:00",
        statements=disputed(at="2026-04-20T10:00:00-04:00"),
        history=[past("2026-03-02T10:00:00-05:00", "bounced", channel="letter", purpose="notice",
            notice="us.regf.validation_notice"), past("2026-03-30T10:00:00-04:00", "sent", channel="letter",
            purpose="notice", notice="us.regf.validation_notice")],
    ),
    "forbid",
    DISPUTE,
)
add("dispute: email to answer it is a notice", america(MARCH, channel="letter", purpose="notice",
    address_kind="home", statements=disputed(), history=notice_sent), "allow", lacks=DISPUTE)
add("dispute by a friend", america(MARCH, people=[person("p2", "friend", NY)],
    statements=disputed(who="p2"), history=notice_sent), "allow", lacks=DISPUTE)
add("asks creditor in writing", america(MARCH, statements=[said("asks_creditor",
    "2026-03-18T10:00:00-04:00", medium="letter", debts=["d1"])], history=notice_sent), "forbid", CREDITOR)
add("asks creditor by word of mouth", america(MARCH, statements=[said("asks_creditor",
    "2026-03-18T10:00:00-04:00", medium="oral", debts=["d1"])], history=notice_sent), "allow",
    lacks=CREDITOR)
add("asks creditor after the period", america("2026-04-20T11:00:00-04:00", statements=[said("asks_creditor",
    "2026-04-18T10:00:00-04:00", medium="letter", debts=["d1"])], history=notice_sent), "allow",
    lacks=CREDITOR)
add("asks creditor, answered by lifting", america(MARCH, statements=[said("asks_creditor",
    "2026-03-18T10:00:00-04:00", medium="letter", debts=["d1"], id="s1"), said("lifted",
    "2026-03-20T10:00:00-04:00", of="s1")], history=notice_sent), "allow", lacks=CREDITOR)
add("disputes and asks: both", america(MARCH, statements=[*disputed(), said("asks_creditor",
    "2026-03-18T10:00:00-04:00", medium="letter")], history=notice_sent), "forbid",
    DISPUTE + " " + CREDITOR)
add("leaked mailbox", america(NOON, statements=[said("address_leaked", "2026-05-01T10:00:00-04:00",
    address="mb1")], **MAIL), "forbid", LEAKED)
add("leaked mailbox told by someone else", america(NOON, people=[person("p2", "family", NY)],
    statements=[said("address_leaked", "2026-05-01T10:00:00-04:00", "p2", address="mb1")], **MAIL),
    "forbid", LEAKED)
add("another mailbox leaked", america(NOON, statements=[said("address_leaked", "2026-05-01T10:00:00-04:00",
    address="mb2")], **MAIL), "allow")
add("leaked number: text", america(NOON, channel="sms", text=TEXT, statements=[said("address_leaked",
    "2026-05-01T10:00:00-04:00", address="m1")]), "forbid", LEAKED)
add("a leak and the address of this email not told", america(NOON, channel="email", address=None,
    text=EMAIL, statements=[said("address_leaked", "2026-05-01T10:00:00-04:00", address="mb1")]), "unknown",
    LEAKED, missing="contact.address")
EMPLOYER = {"channel": "email", "address": "e1", "address_kind": "employer_mailbox", "text": EMAIL}
add("employer mailbox", america(NOON, **EMPLOYER), "forbid", EMPLOYER_MAIL)
add("employer mailbox: wrote from it", america(NOON, history=[past("2026-05-11T11:00:00-04:00", "delivered",
    channel="email", direction="inbound", address="e1")], **EMPLOYER), "allow")
add("employer mailbox: wrote from another", america(NOON, history=[past("2026-05-11T11:00:00-04:00",
    "delivered", channel="email", direction="inbound", address="e2")], **EMPLOYER), "forbid", EMPLOYER_MAIL)
add("employer mailbox: consent", america(NOON, statements=[said("consent", "2026-05-01T10:00:00-04:00",
    end="email")], **EMPLOYER), "allow")
add("employer mailbox: consent for that address", america(NOON, statements=[said("consent",
    "2026-05-01T10:00:00-04:00", end="email", address="e1")], **EMPLOYER), "allow")
add("employer mailbox: consent for another address", america(NOON, statements=[said("consent",
    "2026-05-01T10:00:00-04:00", end="email", address="mb1")], **EMPLOYER), "forbid", EMPLOYER_MAIL)
add("employer mailbox: consent to the creditor is not to this collector", america(NOON,
    statements=[said("consent", "2026-05-01T10:00:00-04:00", end="email", given_to="kb")], **EMPLOYER),
    "forbid", EMPLOYER_MAIL)
add("employer mailbox: consent withdrawn", america(NOON, statements=[said("consent",
    "2026-05-01T10:00:00-04:00", end="email", id="s1"), said("lifted", "2026-05-02T10:00:00-04:00",
    of="s1")], **EMPLOYER), "forbid", EMPLOYER_MAIL)
add(
    "employer mailbox: wrote from it, opted it out, wrote again",
    america(NOON, statements=[said("opt_out", "2026-05-11T12:00:00-04:00", address="e1")],
        history=[past("2026-05-11T11:00:00-04:00", "delivered", channel="email", direction="inbound",
        address="e1"), past("2026-05-12T11:00:00-04:00", "delivered", channel="email", direction="inbound",
        address="e1")], **EMPLOYER),
    "forbid",
    OPT_OUT,
)
add("employer mailbox: consent to texts", america(NOON, statements=[said("consent",
    "2026-05-01T10:00:00-04:00", end="sms")], **EMPLOYER), "forbid", EMPLOYER_MAIL)
add("public post", america(NOON, channel="social_post"), "forbid", PUBLIC_POST, next=None)
add("postcard", america(NOON, channel="postcard", address_kind="home"), "forbid", POSTCARD)
add("postcard to a location contact", third("friend", purpose="locate", channel="postcard",
    conveys_debt=False), "forbid", POSTCARD)
FALSE = "us.regf.false_representation"
def unlawful(t, rule=FALSE, ch="sms", **k):
    add("unlawful: " + t, america(NOON, channel=ch,
        text=t + (" Northgate Recovery, a debt collector, attempting to collect a debt; any information "
        "obtained will be used for that purpose. Reply STOP to stop texts."),
        **k), "forbid", rule)
unlawful("This is Officer Grant with the county sheriff. Pay today or be served.")
unlawful("You will be arrested tomorrow morning if this is not paid.")
unlawful("We will garnish your wages starting Friday.")
unlawful("Failure to pay is a crime and you will be charged with theft.")
unlawful("We are with Equifax and your account has been flagged.")
unlawful("This is the law office of Smith; we have filed papers with the court against you.")
unlawful("Your house will be seized unless you pay today.")
unlawful("Pay now, you filthy deadbeat.", HARASSMENT)
unlawful("If you do not pay we will break your legs.", HARASSMENT)
unlawful("You bitch, pay your bills.", HARASSMENT)
unlawful("Your social security number will be suspended.")
def lawful(t):
    add("lawful: " + t, america(NOON, channel="sms",
        text=("Northgate Recovery, a debt collector. This is an attempt to collect a debt and any "
        "information obtained will be used for that purpose. ") + t + " Reply STOP to stop texts."),
        "allow")
for t in [
    "Your balance is $842.10.",
    "We can offer a payment plan over six months.",
    "You have the right to dispute the debt in writing.",
    "We do not report to anyone before telling you.",
    "We are not a law firm and cannot have you arrested.",
    "Please call us at 800-555-0142.",
    ("The law limits how long you can be sued on a debt. Because of the age of your debt, we will "
        "not sue you for it."),

    "If someone threatens you with arrest over this account, that is a scam; call us.",
    "We received your payment of $50. Thank you.",
    "Your hardship request was approved.",
]:
    lawful(t)
def voicemail(t, v, **k):
    add(f"voicemail {v}: " + t, america(NOON, channel="ringless_voicemail", text=t, **k), v,
        "" if v == "allow" else DISCLOSURE, lacks=DISCLOSURE if v == "allow" else "")
voicemail("This is Dana Reyes from NGR Inc. Please call me back at 800-555-0142.", "allow")
voicemail(("Good morning, this is Dana Reyes with NGR Inc. Please return my call at 800-555-0142 "
        "between 9 a.m. and 5 p.m."),
    "allow")
voicemail("This is Dana Reyes from NGR Inc. Please call about your credit card, 800-555-0142.", "forbid",
    conveys_debt=True)
voicemail("This is Dana Reyes from Northgate Collections. Please call me back at 800-555-0142.", "forbid",
    conveys_debt=True)
def msgs(n, ch="sms", **k):
    return [past(f"2026-05-{12 - (i // 4):02}T{9 + i % 4}:00:00-04:00".replace("T9", "T09"), "delivered",
        id=f"m{i}", channel=ch, **k) for i in range(n)]
add("sixty texts in five days", america(NOON, channel="sms", text=TEXT,
    history=[past(f"2026-05-{8 + i // 12:02}T{8 + i % 12:02}:30:00-04:00", "delivered", id=f"m{i}",
    channel="sms") for i in range(60)]), "forbid", HARASSMENT)
add("three texts in a week", america(NOON, channel="sms", text=TEXT, history=msgs(3)), "allow",
    lacks=HARASSMENT)
add("unknown: employer prohibits and the line is unknown", america(NOON, address_kind="unknown",
    statements=no_calls_at_work), "unknown", WORK)
add("unknown line, employer prohibits, but a text: not bound to a place", america(NOON, channel="sms",
    text=TEXT, address_kind="unknown", statements=no_calls_at_work), "allow")
add("unknown: no zone but cease forbids anyway", america(NOON, people=[person("p1", zone=None)],
    statements=ceased()), "forbid", CEASE)
add("unknown: attorney without a zone needs none", america(NOON, person="p9", people=[person("p9",
    "attorney", None)], address_kind="work"), "allow")
add("unknown: no zone, kind of collector a bank: rule does not bind", america(NOON, people=[person("p1",
    zone=None)], collector="kb"), "allow")
add("unknown: no zone, portal", america(NOON, people=[person("p1", zone=None)], channel="portal"), "allow")
add("read_at the eve of Regulation F", america("2026-05-10T22:00:00-04:00", read_at="2021-11-29"), "allow")
add("read_at its first day", america("2026-05-10T22:00:00-04:00", read_at="2021-11-30"), "forbid", HOURS)
add("a call in 2020", america("2020-05-10T22:00:00-04:00"), "allow", next="2020-05-10T22:00:00-04:00")
add("debt buyer", america("2026-05-13T22:00:00-04:00", collector="kd", collectors=[{"id": "kd",
    "kind": "debt_buyer"}]), "forbid", HOURS)
add("consumer finance in its own name", america("2026-05-13T22:00:00-04:00", collector="kc",
    collectors=[{"id": "kc", "kind": "consumer_finance"}]), "allow")
add("agency for a bank", america("2026-05-13T22:00:00-04:00", collector="kc", collectors=[{"id": "kc",
    "kind": "agency", "acts_for": "kb"}]), "forbid", HOURS)
