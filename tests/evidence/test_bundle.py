"""What an outsider can see with a bundle: entries that are there, contents that were changed, a past that was."""

from dataclasses import replace

import pytest
from tests.evidence.log import Log

from forbear.evidence import Signer, read_bundle, verify_bundle, write_bundle
from forbear.evidence.verifying import main
from forbear.terms import InputError

KEY = Signer.new("lender.example/log")


@pytest.fixture
def log():
    made = Log(KEY)
    made.add(11)
    return made


def good(bundle, earlier=()):
    _, findings = verify_bundle(bundle, [KEY.verifier], earlier)
    return [f.good for f in findings]


def test_entries_and_growth_hold_and_a_bundle_survives_writing(log):
    first = log.note()
    log.add(9)
    bundle = log.bundle(0, 10, 19, grown=(11,))
    assert read_bundle(write_bundle(bundle)) == bundle
    assert good(bundle, [first]) == [True] * 4


def test_a_changed_content_a_changed_leaf_and_a_moved_entry_are_named(log):
    entry = log.bundle(3).entries[0]
    for bent, what in (
        (replace(entry, content=b'{"contact":"k9"}'), "not what was committed to"),
        (replace(entry, salt=bytes(32)), "not what was committed to"),
        (replace(entry, leaf=log.entries[4].leaf), "not in the log"),
        (replace(entry, index=4), "not in the log"),
    ):
        _, (finding,) = verify_bundle(replace(log.bundle(3), entries=(bent,)), [KEY.verifier])
        assert not finding.good and what in finding.what


def test_an_erased_content_leaves_the_entry_proved(log):
    entry = replace(log.bundle(3).entries[0], salt=None, content=None)
    _, (finding,) = verify_bundle(replace(log.bundle(3), entries=(entry,)), [KEY.verifier])
    assert finding.good and "erased" in finding.what


def test_two_readers_who_were_shown_two_histories_find_out(log):
    other = Log(KEY)
    other.add_sealed(log.entries[:5])
    other.add(6)  # from entry 5 on it is another history
    assert good(log.bundle(3), [other.note()]) == [True, False]
    log.add(4)
    assert good(log.bundle(3, grown=(11,)), [other.note()]) == [True, False]


def test_a_growth_that_is_not_shown_is_not_taken_for_granted(log):
    first = log.note()
    log.add(1)
    assert good(log.bundle(0), [first]) == [True, False]


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format":"forbear-evidence/1","checkpoint":"x","entries":{}}', "[" * 100_000]
)
def test_what_is_no_bundle_is_refused(text):
    with pytest.raises(InputError, match="bundle"):
        read_bundle(text)


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    told = capsys.readouterr()
    return left.value.code, told.out + told.err


def test_the_program_says_what_holds_and_ends_with_0_1_or_2(log, tmp_path, capsys):
    first = tmp_path / "first.txt"
    first.write_text(log.note(), encoding="utf-8")
    log.add(1)
    bundle = tmp_path / "bundle.json"
    bundle.write_text(write_bundle(log.bundle(2, grown=(11,))), encoding="utf-8")
    key = KEY.verifier.text()
    status, told = run(capsys, str(bundle), "--key", key, "--checkpoint", str(first), "--show")
    assert status == 0 and "12 entries" in told and '"contact": "k2"' in told
    status, told = run(capsys, str(bundle), "--key", key)
    assert status == 0 and "--checkpoint FILE" in told
    bundle.write_text(bundle.read_text(encoding="utf-8").replace("k2", "k3"), encoding="utf-8")
    status, told = run(capsys, str(bundle), "--key", key, "--checkpoint", str(first))
    assert status == 1 and "NOT entry 2" in told
    assert run(capsys, str(tmp_path / "none.json"), "--key", key)[0] == 2
    assert run(capsys, str(bundle), "--key", Signer.new("other").verifier.text())[0] == 2
