"""The invented payers: kind, filing indicator, plans, size, fees, strictness, speed, filing limit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """What is usual for one payer; the dice add its own policies."""

    payer_id: str
    name: str
    kind: str
    filing: str
    plans: tuple[str, ...]
    share: float
    fee: float
    strictness: float
    lag: float
    """Median days from receipt to payment."""
    timely: int
    """Days from service within which a claim must arrive."""


PROFILES = (
    Profile("MCRPB", "MEDICARE PART B EAST", "medicare", "MB", ("FFS",), 20, 1.0, 0.55, 14, 365),
    Profile("KMCD1", "STATE MEDICAID", "medicaid", "MC", ("MEDICAID",), 8, 0.72, 1.1, 10, 180),
    Profile("BCX01", "BLUE HARBOR PLAN", "commercial", "BL", ("PPO", "HMO"), 16, 1.35, 0.9, 7, 180),
    Profile("SLVR2", "SILVER SUMMIT ADVANTAGE", "advantage", "16", ("MA", "HMO"), 10, 1.0, 1.25, 9, 180),
    Profile("NRTH3", "NORTHWIND HEALTH", "commercial", "CI", ("PPO", "EPO", "HMO"), 12, 1.3, 1.05, 8, 90),
    Profile(
        "MMCO4",
        "COMMUNITY CARE MANAGED MEDICAID",
        "medicaid",
        "HM",
        ("MEDICAID", "HMO"),
        9,
        0.75,
        1.2,
        11,
        120,
    ),
    Profile("LARK5", "LARKSPUR INSURANCE", "commercial", "CI", ("PPO", "POS"), 9, 1.25, 1.1, 9, 120),
    Profile("EXCH6", "OPEN MARKET HEALTH PLAN", "exchange", "HM", ("HMO", "EPO"), 6, 1.1, 1.5, 12, 90),
    Profile("GLDN7", "GOLDEN DAYS ADVANTAGE", "advantage", "16", ("MA", "HMO"), 5, 0.98, 1.4, 10, 120),
    Profile("TRIC8", "TRIWEST FAMILY PLAN", "tricare", "CH", ("TRICARE",), 3, 0.95, 0.8, 12, 365),
    Profile("UNIA9", "UNION TRADES FUND", "commercial", "12", ("PPO",), 4, 1.4, 0.9, 13, 365),
    Profile("WCMP0", "STATE WORKERS FUND", "workers", "WC", ("WC",), 1.5, 1.3, 1.1, 18, 180),
    Profile("BCX02", "BLUE RIVER PLAN", "commercial", "BL", ("PPO", "HMO"), 6, 1.3, 1.0, 8, 180),
    Profile("ASTR3", "ASTER MUTUAL", "commercial", "CI", ("EPO", "PPO"), 4, 1.2, 1.3, 10, 90),
)
"""Invented payers, largest first within a kind; shares are weights of members (ours)."""
