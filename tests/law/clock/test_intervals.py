"""Sets of instants behave as sets of whole seconds do."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from forbear.law.clock import IntervalSet

SPANS = st.lists(st.tuples(st.integers(-40, 40), st.integers(-40, 40)), max_size=8)
RANGE = range(-50, 50)


def seconds(spans):
    """The same, told one by one."""
    return {t for start, end in spans for t in range(start, end)}


@given(SPANS)
def test_a_set_holds_exactly_the_seconds_of_its_spans(spans):
    made = IntervalSet(spans)
    assert {t for t in RANGE if t in made} == seconds(spans) == seconds(made.spans)
    assert bool(made) == bool(seconds(spans))


@given(SPANS)
def test_spans_are_kept_sorted_apart_and_not_empty(spans):
    kept = IntervalSet(spans).spans
    assert all(start < end for start, end in kept)
    assert all(before[1] < after[0] for before, after in pairwise(kept))


@given(SPANS, SPANS)
def test_union_intersection_and_difference_are_those_of_sets(left, right):
    a, b = IntervalSet(left), IntervalSet(right)
    assert seconds((a | b).spans) == seconds(left) | seconds(right)
    assert seconds((a & b).spans) == seconds(left) & seconds(right)
    assert seconds((a - b).spans) == seconds(left) - seconds(right)


@given(SPANS, SPANS)
def test_two_sets_of_the_same_seconds_are_equal_however_they_were_told(left, right):
    a, b = IntervalSet(left), IntervalSet(right)
    same = seconds(left) == seconds(right)
    assert (a == b) == same
    assert not same or hash(a) == hash(b)
    assert a != left


@given(SPANS, st.integers(-45, 45), st.integers(-45, 45))
def test_the_first_gap_is_the_first_run_of_seconds_that_the_set_leaves_free(spans, start, end):
    taken = seconds(spans)
    free = [t for t in range(start, end) if t not in taken]
    if not free:
        expected = None
    else:
        close = free[0]
        while close in free:
            close += 1
        expected = free[0], close
    assert IntervalSet(spans).first_gap(start, end) == expected


@given(SPANS, st.integers(-45, 45))
def test_no_span_no_gap(spans, at):
    assert IntervalSet(spans).first_gap(at, at) is None


def test_a_set_shows_its_spans():
    assert repr(IntervalSet([(3, 5), (1, 3)])) == "IntervalSet([(1, 5)])"
