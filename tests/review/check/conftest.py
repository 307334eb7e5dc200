"""A case of two people, a lender and an agency, and a way to read one file by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from forbear.review.check.case import Case
from forbear.review.check.case_reading import read_case
from forbear.review.check.folder import read_file
from forbear.review.check.record import Source

TOLD: dict[str, Any] = {
    "me": {"region": "CN-SH", "numbers": ["12000000001", "lin@example.com"], "names": ["林某某", "J. Doe"]},
    "debt": {
        "lender": "示例银行", "lender_kind": "bank", "product": "credit_card", "lender_numbers": ["95000"],
    },
    "collector": [
        {"id": "agency", "name": "示例催收", "kind": "agency", "numbers": ["02100000101"], "names": ["小赵"]},
    ],
    "person": [{"id": "mother", "who": "母亲", "role": "family", "numbers": ["12000000010"]}],
}  # fmt: skip


@pytest.fixture
def case() -> Case:
    """The case."""
    return read_case(TOLD)


@pytest.fixture
def read(case: Case, tmp_path: Path) -> Callable[..., Source]:
    """Write bytes under a name, and read the file."""

    def read(name: str, data: bytes | str, by: Case | None = None) -> Source:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_file(path, name, by or case)

    return read
