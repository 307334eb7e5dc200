"""Judging one contact: the verdict with every reason, the duties, what is missing, and when next."""

from forbear.law.judge.decoding import decode_json
from forbear.law.judge.judge import judge
from forbear.law.judge.verdict import Verdict, verdict_json
from forbear.law.judge.wire import read_request

__all__ = ["Verdict", "decode_json", "judge", "read_request", "verdict_json"]
