"""A believable portfolio to try forbear with: invented borrowers, numbers that reach nobody."""

from forbear.desk.portfolio.writing import STRANGERS_NUMBERS, DemoPortfolio, write_demo_portfolio

__all__ = ["STRANGERS_NUMBERS", "DemoPortfolio", "write_demo_portfolio"]
