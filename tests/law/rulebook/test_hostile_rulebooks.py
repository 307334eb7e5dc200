"""A rulebook is data from outside: whatever harm was meant, it is refused. bench/hostile.py measures how soon."""

import os

import pytest
from hostile_books import HOSTILE, LARGE, rule

from forbear.law.rulebook import read_rulebook, read_rulebook_file
from forbear.law.rulebook.read import find_faults
from forbear.law.rules import bounds
from forbear.terms import RulebookError


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_one_short_line(name):
    with pytest.raises(RulebookError) as told:
        read_rulebook(HOSTILE[name](), "house/demo.md")
    said = str(told.value)
    assert said.startswith("house/demo.md:")
    assert len(said) < 1_000
    assert "; " in told.value.why or "write" in told.value.why  # what to write instead
    assert "\n" not in said and said.isprintable()


@pytest.mark.parametrize("name", LARGE)
def test_what_is_as_large_as_may_be_is_read(name):
    assert read_rulebook(LARGE[name](), "house/demo.md").id == "house.demo"


def test_a_file_of_a_hundred_megabytes_is_not_even_read(tmp_path):
    file = tmp_path / "large.md"
    with file.open("wb") as out:
        out.truncate(100_000_000)  # a hole: it would be read as a hundred million NULs
    with pytest.raises(RulebookError, match=f"more than {bounds.MOST_BYTES} bytes; split it"):
        read_rulebook_file(file)


def test_no_pipe_is_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(RulebookError, match="no plain file; name a file"):
        read_rulebook_file(tmp_path / "pipe.md")


def test_no_folder_no_device_and_no_circle_of_links_is_read(tmp_path):
    (tmp_path / "a.md").symlink_to(tmp_path / "b.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "a.md")
    for path in (tmp_path, tmp_path / "a.md", type(tmp_path)("/dev/zero"), tmp_path / "nul\0.md"):
        with pytest.raises(RulebookError, match="name a file"):
            read_rulebook_file(path)


def test_bytes_that_are_no_text_are_named_by_their_line(tmp_path):
    (tmp_path / "bytes.md").write_bytes(b'+++\nid = "x"\n\xff\xfe\n+++\n')
    with pytest.raises(RulebookError, match=r"bytes\.md:3: not UTF-8; save the file"):
        read_rulebook_file(tmp_path / "bytes.md")


def test_what_is_too_large_is_named_by_its_own_line():
    text = rule("when = { acts = [" + '"insults", ' * 600 + "] }")
    (fault,) = find_faults(text, "demo.md")[1]
    assert text.splitlines()[fault.line - 1].startswith("when = ")
    assert fault.why.startswith("when.acts: more than 500 items")


def test_of_very_many_faults_a_hundred_are_told():
    text = rule("\n".join(f"a{n} = 1" for n in range(400)))
    assert len(find_faults(text, "demo.md")[1]) == bounds.MOST_FAULTS
