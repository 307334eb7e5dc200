"""Texts, lawful and unlawful, in Chinese and English, to the borrower and to a named contact."""

# fmt: off

from asked_china import LOST, third
from asking import Case, america, china

CASES = []
MORNING = "2026-09-15T10:20:00+08:00"
STANDARD = "cn.gbt45251.content.bans"
BANKERS = "cn.cba2026.ban8"
CARD_BOOK = "cn.card.conduct"
FINANCE = "cn.cfc2024.conduct"
MICRO = "cn.micro2024.ban6"
REPUTATION = "cn.civil.reputation"
CARD_CASE = {"books": "cn.card cn.cba2026 cn.civil", "lender": "bank"}
FINANCE_CASE = {"books": "cn.gbt45251 cn.cfc2024 cn.civil", "lender": "consumer_finance"}
MICRO_CASE = {"books": "cn.gbt45251 cn.micro2024 cn.civil", "lender": "microloan"}
BOOKS = {"c": (CARD_CASE, CARD_BOOK + " " + BANKERS), "f": (FINANCE_CASE, FINANCE + " " + STANDARD),
    "m": (MICRO_CASE, MICRO + " " + STANDARD), "b": (CARD_CASE, BANKERS), "g": (FINANCE_CASE, STANDARD)}
def unlawful(which, text, ch="im", **k):
    base, rules = BOOKS[which]
    CASES.append(Case("unlawful: " + text, china(MORNING, channel=ch, text=text, **base, **k), "forbid",
        rules))
def lawful(text, ch="sms", which="cfm", **k):
    for w in which:
        base, rules = BOOKS[w]
        CASES.append(Case(f"lawful, {w}: " + text, china(MORNING, channel=ch, text=text, **base, **k),
            "allow", lacks=rules))
unlawful("f", "我们的人已经在你家楼下了,你自己掂量一下后果。")
unlawful("f", "敬酒不吃吃罚酒,今晚就让兄弟们去你家坐坐。")
unlawful("b", "您好,我是区人民法院执行局,您的案件今天下午强制执行,请立即转账到以下账户。", "call")
unlawful("m", "我们是检察院的,你涉嫌贷款诈骗,现在不处理就批捕。", "call")
unlawful("m", "派出所民警将于今天下午上门传唤你,请准备好身份证。", "sms")
unlawful("b", "你已经被列入失信被执行人名单,三代以内不能考公务员、不能上好学校。", "sms")
unlawful("b", "不还款将影响您子女上学就业,飞机高铁全部限制,所有银行卡马上冻结。", "sms")
unlawful("g", "逾期已构成信用卡诈骗罪,三天内不还判三年以上。", "sms")
unlawful("b", "每次催收另收上门费500元,请与欠款一并支付。", "sms")
unlawful("g", "今天处理的话还要加2000块催收费和律师费给我,打到我个人账户。", "im")
unlawful("b", "你可以先刷另外一张信用卡套现来还这边。", "im")
unlawful("g", "去借高利贷也要给我把钱补上,我不管你怎么弄。", "im")
unlawful("g", "把家里的老人的养老钱拿出来,或者卖血卖肾,今天必须到账。", "im")
unlawful("c", "脸皮比城墙还厚的东西,祖宗的脸都给你丢尽了。")
unlawful("m", "你就是个畜生,吃里扒外的废物,早死早超生。")
unlawful("f", "傻逼,欠钱不还你还有理了?")
unlawful("f", "不还的话,我就给你通讯录里的人一个个打电话,让大家都知道你是什么人。")
unlawful("m", "明天就把你的身份证照片和欠条贴到你们村口。")
unlawful("f", "再拖我们就去你单位找领导,拉横幅,看你还要不要这份工作。")
unlawful("c", "你要是不还,我们会告知你的父母和公司人事,让他们来处理。")
unlawful("b", "本人系银行工作人员,你这张卡的事情现在由我本行直接处理。", "call", collector="k1")
unlawful("b", "现在还清本金,我可以帮你内部把逾期记录消掉,征信恢复如新。")
unlawful("m", "明早八点搬家公司过去,把你家电视冰箱空调都拉走抵债。")
unlawful("m", "f-a-y-u-a-n 传 票 已 经 寄 出,逮 bu 你不是开玩笑")
unlawful("f", "【法律文书】您涉嫌恶意逃废债,公安机关已立案侦查,请今日18点前还款,否则上网追逃。", "sms")
unlawful("f", "你老公还不知道你借钱的事吧?要不要我告诉他?")
unlawful("c", "我知道你每天几点下班走哪条路,小心点。")
unlawful("f", "呵呵,躲得过初一躲不过十五,你等着。")
lawful("您好,我是本公司贷后服务专员,工号0823。您的借款本期已逾期12天,请您尽快还款,如有困难可与我们协商。")
lawful("提醒您,本期账单最低还款额为1230.50元,还款日为9月18日,请留意。", which="cf")
lawful("如您对欠款金额有异议,可通过客服热线核对明细,我们会在15日内答复。")
lawful("您已申请个性化分期,如需补充材料请于工作日联系我们。", which="c")
lawful('请勿相信任何以"征信修复""债务优化"为名的中介,我们不收取任何额外费用。')
lawful("若您确因疾病、失业等原因暂时无法还款,可提交证明申请延期或分期。")
lawful("温馨提示:逾期可能产生罚息,并按规定报送征信系统,具体以合同约定为准。")
lawful("如协商不成,我司可能依法向人民法院提起诉讼,您有权应诉并提出抗辩。")
lawful("我们收到您关于外包人员辱骂的投诉,已停止该人员作业,处理结果将于15日内告知您。")
lawful("近期有不法分子冒充法院、公安催收,请提高警惕,我司不会要求您向个人账户转账。")
lawful("您好,您尾号5567的信用卡款项已收到,感谢您的支持。", which="c")
lawful("您反映的骚扰电话并非我司拨打,如遇恐吓可保留证据并报警。")
lawful("根据您的要求,我们今后仅在每日19:00至20:00之间与您联系。")
lawful("您的还款计划已生效,履约期间我行及合作机构不会再进行催收。", which="c")
lawful("欠款不会影响您子女的教育,请不要轻信此类说法。")
lawful("关于您询问的问题:我们不会把您的欠款告诉您的单位或家人。")
lawful("本次为服务回访,请问前次沟通是否有不文明用语?")
lawful("请通过官方App或我行网点还款,切勿通过他人代还或再借新贷还旧贷。", which="cf")
lawful('此前工作人员称可"内部消除征信记录",该说法不实,我们向您致歉。')
lawful("您可依法申请查询个人信用报告,每年有两次免费机会。")
lawful("您的诉求已转交专人,我们将在三个工作日内与您联系。")
lawful("Your instalment was due on 3 September. Please call us if you need more time.", "email")
lawful("We will not contact your family or your employer about this account.", "sms")
lawful(("If you have been threatened by anyone claiming to act for us, please call the police on 110 "
        "and keep the recording."),
    "sms")
lawful("You asked whether you can go to prison for this: no. Being unable to pay is a civil matter.", "sms")
lawful("If we cannot agree on a plan, we may bring a claim in court, where you can defend it.", "email")
unlawful("f", "Pay by 5 pm or two officers will come and take you into custody.", "sms")
unlawful("c", "You are a worthless liar and a thief. Everyone at your office will know by Monday.", "email")
unlawful("m", "This is the Public Security Bureau. A case has been opened against you for loan fraud.",
    "call")
unlawful("g", "Borrow it from another app tonight and send it to us.", "im")
unlawful("f", "We know where your kids go to school. Think about it.", "im")
unlawful("m", "Hand over the keys, we are coming tonight to take your car.", "im")
unlawful("b", "There is a 300 yuan collection fee on top, payable to me.", "im")
unlawful("f", "y0u w1ll be arre5ted t0day", "sms")
ND = "cn.gbt45251.contact.no_disclosure"
def to_contact(text, verdict, rule="", **k):
    CASES.append(Case(f"to a contact ({verdict}): " + text, third("named_contact", LOST, channel="sms",
        purpose=k.pop("purpose", "relay"), text=text, **k), verdict, rule,
        lacks=ND if verdict == "allow" else ""))
to_contact("您好,麻烦请李先生方便时给我们回个电话,谢谢。", "allow")
to_contact("您好,请问您知道王女士新的联系电话吗?", "allow", purpose="locate")
to_contact("请转告张先生尽快联系我司客服4008001234,谢谢配合。", "allow")
to_contact("麻烦您转告他,他的款项已经拖了很久了,请尽快处理。", "forbid", ND)
to_contact("他在我们这里借了钱一直没还,您能联系到他吗?", "forbid", ND)
to_contact("请通知您哥哥,他的案子要上法院了。", "forbid", ND)
to_contact("请您劝劝他,别把事情闹大,征信花了对谁都不好。", "forbid", ND)
to_contact("Hello, could you ask Mr Chen to call us back at 400-800-1234? Thank you.", "allow")
to_contact("Please tell your sister that her loan is overdue.", "forbid", ND)
to_contact("Please tell him it is about an outstanding balance.", "forbid", ND)
to_contact("Do you have a current phone number for Ms Li?", "allow", purpose="locate")
to_contact("他欠的钱你是联系人,你也有责任帮他还。", "forbid", ND)
to_contact("您好,何先生名下有一笔信用卡账单需要处理,烦请转告。", "forbid", ND)
NOON = "2026-05-13T11:00:00-04:00"
for w, t in [
    ("m", "让你在这个城市混不下去。"),
    ("c", "你家老人一个人在家吧?我们的人一会儿去看看。"),
    ("b", "【省高级人民法院】您的强制执行通知书已下发,请点击链接缴款。"),
    ("m", "公安机关已锁定你的位置,抓捕人员正在路上。"),
    ("m", "我是片区民警,你的贷款纠纷请马上还款,否则拘留。"),
    ("b", "您已上征信黑名单,全国联网,所有亲属贷款都会被拒。"),
    ("g", "再不还,你名下社保、公积金、微信支付宝今天全部冻结。"),
    ("b", "逾期后您将无法乘坐任何交通工具,子女不能参军。"),
    ("b", "需另付催收服务费800元,直接转给我微信。"),
    ("g", "逾期催告费300、上门费500,一起转过来。"),
    ("b", "可以先找朋友借、办别的贷款来填,只要今天到账就行。"),
    ("g", "去卖卵卖肾都行,钱必须今天拿出来。"),
    ("c", "你这种垃圾也配用信用卡?滚。"),
    ("f", "穷逼,借钱的时候怎么不说穷?"),
    ("m", "你们一家都是骗子,死全家。"),
    ("c", "草泥马,老子找你半天了"),
    ("f", "我已经把你的欠条和照片发到业主群了,明天发公司群。"),
    ("c", "你同事都会收到短信,看你怎么做人。"),
    ("b", "我可以帮您修复征信,交1000块内部操作。"),
    ("g", "你这是刑事犯罪,要坐牢的,想清楚。"),
    ("b", "再拖的话,本金一万会变成五万,连你爸妈的房子都要拍卖。"),
]:
    unlawful(w, t)
for t in [
    "您好,感谢您的来电,您的还款我们已确认收到。",
    "请您于9月20日前还款,以免产生罚息。",
    "您的借款已转由某某资产管理有限公司受托催收,您可通过我司官网核实其身份。",
    "您如遇到冒充公检法的诈骗电话,请拨打96110。",
    "如您认为本次催收不当,可拨打12378投诉。",
    "我司不会上门,也不会联系您的亲友,请放心。",
    "法院判决书已生效,您可与执行法官联系了解履行方式。",
    "您提到生活困难,我们可以为您办理延期三个月。",
    "请勿以借新还旧的方式处理欠款。",
    "您的个人信息仅用于本次沟通,我们会依法保密。",
    '关于您说的"要去跳楼",请先保重身体,可拨打12356心理援助热线,还款的事可以慢慢商量。',
    "您当前应还总额3,250.18元,其中利息120.18元。",
    '之前有同事说会"拘留您",这是错误的说法,我们向您道歉并已处理。',
    "如您对本笔债务有异议,我们将暂停催收并核实。",
    "您申请的结清证明已寄出。",
    "祝您节日快乐!",
    "我行将于十月一日调整客服电话,敬请留意。",
    "还款日当天请确保账户余额充足。",
]:
    lawful(t)
def us(t, v, rule="us.regf", ch="sms"):
    CASES.append(Case(f"US {v}: " + t, america(NOON, channel=ch,
        text=("Northgate Recovery, a debt collector, attempting to collect a debt; any information "
        "obtained will be used for that purpose. ") + t + " Reply STOP to stop texts."),
        v, rule if v == "forbid" else ""))
for t in [
    "A deputy will be at your door with papers at 4 pm.",
    "Your driver license will be revoked unless you pay.",
    "You are a loser and a disgrace.",
    "We are the FBI financial crimes unit.",
    "We are seizing your car tonight.",
    "You have been charged with check fraud.",
    "This is not a joke, you will regret it when we find you.",
    "You owe $50,000 because penalties double each day.",
]:
    us(t, "forbid")
for t in [
    "You can dispute this debt by writing to us within 30 days.",
    "We will verify the debt and write to you.",
    "If you cannot pay, tell us and we will listen.",
    "Call 800-555-0142 Monday to Friday.",
    "Your payment plan starts on June 1.",
    "We can not give legal advice.",
    "You may ask for the name of the original creditor.",
    "This account has been paid in full. Thank you.",
]:
    us(t, "allow")
