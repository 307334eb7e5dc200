"""What the borrower and the desk read of an offer, in zh and en."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forbear.money.offers.making import Offer

Words = Mapping[str, str]

TITLES: Final[Mapping[str, Words]] = {
    "extension": {"zh": "延长期限", "en": "Longer, same instalment"},
    "lower_instalments": {"zh": "降低每期金额", "en": "Lower instalments"},
    "step_up": {"zh": "先低后高", "en": "Low first, rising"},
    "payment_holiday": {"zh": "先缓后还", "en": "A pause, then instalments"},
    "settlement": {"zh": "一次性减免结清", "en": "Settle for less, at once"},
    "counter": {"zh": "您的方案", "en": "Your own plan"},
}
"""What each kind of offer is called."""

NOT_OFFERED: Final[Mapping[str, Words]] = {
    "no_usual_instalment": {
        "zh": "该债务没有可沿用的每期金额。", "en": "The debt has no instalment of its own to go on with.",
    },
    "too_long": {
        "zh": "在政策和法律允许的期限内无法还清。", "en": "It would not be paid off in the time that is allowed.",
    },
    "not_lower": {
        "zh": "在允许的期限内无法低于原每期金额。", "en": "In the time allowed it would not be lower than it is now.",
    },
    "too_few_instalments": {"zh": "期数太少，无法递增。", "en": "There are too few instalments to rise."},
    "not_in_the_policy": {"zh": "贷款机构的政策不提供此方案。", "en": "The lender's policy does not have it."},
    "not_old_enough": {
        "zh": "逾期天数尚未达到政策的要求。", "en": "The debt is not yet as old as the policy asks.",
    },
    "saves_nothing": {
        "zh": "按政策计算没有减免空间。", "en": "By the policy it would take nothing off.",
    },
}  # fmt: skip
"""Why a kind is not offered."""

WHY: Final[Mapping[str, Words]] = {
    "starts_late": {
        "zh": "首期须在政策允许的最晚日期之前。", "en": "The first payment has to come by the policy's latest day.",
    },
    "too_long": {
        "zh": "按所提金额，在政策和法律允许的期限内无法还清。",
        "en": "With the amount proposed it would not be paid off within the time that policy and law allow.",
    },
    "too_small": {
        "zh": "低于政策允许的最低每期金额。", "en": "It is below the smallest instalment that the policy takes.",
    },
    "above_means": {
        "zh": "最低可行金额高于您目前能承受的金额，须由人工决定。",
        "en": "The least that would do is more than can be spared: a person decides.",
    },
    "no_time_left": {
        "zh": "所提日期不在允许的期限之内，须由人工决定。",
        "en": "The days proposed lie outside of the time allowed: a person decides.",
    },
    "above_cap": {
        "zh": "部分费用高于法定或司法保护的利率上限：签署前须由人工核定应扣减的金额。",
        "en": "Part of what is asked lies above a cap on rates: a person decides what comes off before a signature.",
    },
    "nothing_left": {
        "zh": "扣除必要支出后没有余额：属于困难情形，须由人工决定，不应签署还款计划。",
        "en": "Nothing is left after what is needed to live. A person decides; no plan should be signed.",
    },
    "no_offer_within_means": {
        "zh": "没有一个方案在可承受范围之内：须由人工决定。",
        "en": "No offer asks for as little as can be spared: a person decides.",
    },
}  # fmt: skip
"""Why a proposal is changed or a case referred to a person."""

NO_FEES: Final[Words] = {
    "zh": "本方案不收取任何手续费、违约金或其他新费用。",
    "en": "No fee, penalty or other new charge goes with it.",
}


INTEREST: Final[Mapping[bool, Words]] = {
    False: {
        "zh": "计划正常履行期间，不再计收利息和逾期费用。",
        "en": "While a plan is kept, neither interest nor late charges are added.",
    },
    True: {
        "zh": "计划正常履行期间，仅就剩余本金按合同利率计息，不收取逾期费用。",
        "en": "While a plan is kept, only the contract's interest on the principal left is added.",
    },
}
"""Whether interest runs while a plan is kept."""


def missed(offer: Offer) -> Words:
    """What one missed payment means, in zh and en."""
    if offer.kind == "settlement":
        on = offer.ends
        until = f"{on.day} {on:%B} {on.year}"
        return {
            "zh": f"至{on.year}年{on.month}月{on.day}日仍未足额支付的，减免不再有效；已付金额仍抵扣欠款。",
            "en": f"If it is not paid in full by {until}, nothing is waived; what was paid still counts.",
        }
    days = offer.breach_after_days
    if not days:
        return {
            "zh": "任何一期到期未付，计划即终止，欠款恢复按合同计算，催收可以恢复；已付金额均计入还款。",
            "en": "If a payment is missed, the plan ends: the contract holds again and collection may resume."
            " What was paid counts.",
        }
    return {
        "zh": f"某期未付，可在{days}天内补足，不另收费；逾期仍未补足的，计划终止，欠款恢复按合同计算，催收可以恢复。"
        "已付金额均计入还款。",
        "en": f"A missed payment can be made up within {days} days, without a charge. After that the plan ends: the"
        " contract holds again and collection may resume. What was paid counts.",
    }


def above_means(offer: Offer) -> Words | None:
    """The mark on an offer that asks for more than can be spared; None where it doesn't."""
    if offer.above_means_from is None:
        return None
    if offer.kind == "settlement":
        return {
            "zh": "超过每月可承受金额：仅在有存款等现成资金时适用，不应为此另行借款。",
            "en": "More than a month can spare: only from money that is there already, never by new borrowing.",
        }
    return {
        "zh": f"自{offer.above_means_from}起超过目前每月可承受金额。",
        "en": f"From {offer.above_means_from} on it asks for more than can be spared today.",
    }
