"""The program `forbear-verify`: checks a bundle against a key and, better, a checkpoint that came from elsewhere.

It needs no database and nothing of forbear but this room, so that an outsider can run and read it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from forbear.evidence.bundle import Bundle, Finding, read_bundle, verify_bundle
from forbear.evidence.checkpoint import Checkpoint, Verifier
from forbear.evidence.commitment import read_leaf
from forbear.terms import InputError

MOST_BYTES: Final = 100_000_000


def main(arguments: Sequence[str] | None = None) -> None:
    """The script `forbear-verify`: status 0 where all holds, 1 where something does not, 2 where it can't be read."""
    options = _parser().parse_args(arguments)
    try:
        bundle = read_bundle(_read(options.bundle))
        verifiers = [Verifier.read(_read(key) if Path(key).is_file() else key) for key in options.key]
        head, findings = verify_bundle(bundle, verifiers, [_read(path) for path in options.checkpoint])
    except InputError as error:
        sys.stderr.write(f"forbear-verify: {error}\n")
        sys.exit(2)
    _tell(bundle, head, findings, earlier=bool(options.checkpoint), contents=options.show)
    sys.exit(0 if all(f.good for f in findings) and findings else 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="forbear-verify",
        description="Check a bundle of evidence, without a database and without trusting whoever gave it to you.",
    )
    parser.add_argument("bundle", help="the file of evidence (JSON)")
    parser.add_argument("--key", action="append", required=True, metavar="KEY",
                        help="the log's public key, NAME+ID+KEY, or a file that holds it; may be repeated")  # fmt: skip
    parser.add_argument("--checkpoint", action="append", default=[], metavar="FILE",
                        help="a checkpoint that you got elsewhere, earlier; may be repeated")  # fmt: skip
    parser.add_argument("--show", action="store_true", help="show what the entries say, too")
    return parser


def _read(path: str) -> str:
    try:
        if Path(path).stat().st_size > MOST_BYTES:
            raise InputError(path, f"is larger than {MOST_BYTES:,} bytes")
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(path, f"{(error.strerror or 'cannot be read').lower()}; name another") from None
    except UnicodeDecodeError:
        raise InputError(path, "is not UTF-8 text") from None


def _tell(
    bundle: Bundle, head: Checkpoint, findings: list[Finding], *, earlier: bool, contents: bool
) -> None:
    say = sys.stdout.write
    say(f"{head.origin}: {head.size} entries, signed\n")
    shown = {entry.index: entry for entry in bundle.entries}
    for finding in findings:
        mark = "ok " if finding.good else "NOT"
        what = "the whole" if finding.index is None else f"entry {finding.index}"
        if finding.index is not None and finding.good:
            leaf = read_leaf(shown[finding.index].leaf)
            what += f" ({leaf['kind']}, {leaf['at']})"
        say(f"{mark} {what} {finding.what}\n")
        content = None if finding.index is None else shown[finding.index].content
        if contents and finding.good and content is not None:
            told = json.dumps(json.loads(content), ensure_ascii=False, indent=2)
            say("    " + told.replace("\n", "\n    ") + "\n")
    if not findings:
        say("NOT the bundle holds no entry\n")
    if not earlier:
        say("Note: checked against the bundle's own checkpoint. Name one from elsewhere (--checkpoint FILE)\n"
            "to see that you were shown the same log as everybody else.\n")  # fmt: skip


if __name__ == "__main__":
    main()
