"""Every contact of a log judged at once: the conditions of the rules, and the facts they turn on, printed as SQL."""

from forbear.law.sweep.dialect import DIALECTS, DUCKDB, POSTGRES, SPARK, Dialect
from forbear.law.sweep.facts import Unprintable
from forbear.law.sweep.plan import Survey
from forbear.law.sweep.survey import read_survey, survey_sql
from forbear.law.sweep.sweep import ANSWER, Sweep, sweep_sql

__all__ = [
    "ANSWER", "DIALECTS", "DUCKDB", "POSTGRES", "SPARK", "Dialect", "Survey", "Sweep", "Unprintable",
    "read_survey", "survey_sql", "sweep_sql",
]  # fmt: skip
