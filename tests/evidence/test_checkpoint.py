"""Checkpoints are C2SP notes: one signed by another program opens, and nothing that was changed does."""

import pytest

from forbear.evidence import Checkpoint, Signer, Verifier, open_note, sign_note
from forbear.evidence.checkpoint import read_checkpoint
from forbear.terms import InputError

# golang.org/x/mod/sumdb/note, the example of its documentation
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
KEY = Signer.new("lender.example/log")
HEAD = Checkpoint(origin=KEY.name, size=7, root=bytes(range(32)))
ROOT = "A" * 43 + "="


def test_a_note_signed_by_another_program_opens():
    text, names = open_note(GO_NOTE, [Verifier.read(GO_KEY)])
    assert text.startswith("If you think") and names == ("PeterNeumann",)


def test_a_checkpoint_comes_back_as_it_was_signed():
    text, names = open_note(sign_note(HEAD.text(), [KEY]), [KEY.verifier])
    assert read_checkpoint(text) == HEAD and names == (KEY.name,)


def test_keys_come_back_from_their_texts():
    assert Signer.read(KEY.text()) == KEY
    assert Verifier.read(KEY.verifier.text()) == KEY.verifier
    assert KEY.text() not in repr(KEY) and "seed" not in repr(KEY)


@pytest.mark.parametrize("place", range(0, 60, 7))
def test_a_text_changed_anywhere_is_rejected(place):
    note = sign_note(HEAD.text(), [KEY])
    changed = note[:place] + ("x" if note[place] != "x" else "y") + note[place + 1 :]
    with pytest.raises(InputError):
        read_checkpoint(open_note(changed, [KEY.verifier])[0])


def test_signatures_of_strangers_are_passed_over_and_alone_are_not_enough():
    stranger = Signer.new("somebody.example/else")
    note = sign_note(HEAD.text(), [stranger, KEY])
    assert open_note(note, [KEY.verifier])[1] == (KEY.name,)
    with pytest.raises(InputError, match="no key that you named has signed it"):
        open_note(sign_note(HEAD.text(), [stranger]), [KEY.verifier])


def test_a_stranger_who_takes_the_name_is_no_known_key():
    with pytest.raises(InputError, match="no key that you named"):
        open_note(sign_note(HEAD.text(), [Signer.new(KEY.name)]), [KEY.verifier])


@pytest.mark.parametrize(
    "text",
    ["", "lender.example/log", "lender.example/log+00000000+AAAA", GO_KEY.replace("a3+", "a4+"), GO_KEY[:-2]],
)
def test_a_key_that_is_none_is_refused(text):
    with pytest.raises(InputError, match="key"):
        Verifier.read(text)


@pytest.mark.parametrize(
    "text", ["o\n1\n", f"o\n01\n{ROOT}\n", f"o\n-1\n{ROOT}\n", "o\n1\nAAAA\n", f"\n1\n{ROOT}\n"]
)
def test_a_text_that_is_no_checkpoint_is_refused(text):
    with pytest.raises(InputError, match="checkpoint"):
        read_checkpoint(text)
