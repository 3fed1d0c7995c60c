"""Counts for Prometheus: requests, their time, and scores; route templates and codes only, never values."""

import os

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)


class Metrics:
    """The counters of one application, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "cleanclaim_requests", "Requests answered", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "cleanclaim_request_seconds",
            "Time to answer",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._scores = Counter("cleanclaim_scores", "Scores shown", ["model"], registry=self._registry)
        self._not_kept = Counter(
            "cleanclaim_scores_not_kept",
            "Scores shown that could not be written down",
            ["model"],
            registry=self._registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request; `route` is the template, such as `/v1/files/{id}`."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def scored(self, model: str, count: int) -> None:
        """Counts scores shown, by `denial` or `appeal`."""
        self._scores.labels(model).inc(count)

    def not_kept(self, model: str, count: int) -> None:
        """Counts scores that were shown and could not be written down."""
        self._not_kept.labels(model).inc(count)

    def exposition(self) -> bytes:
        """The text that Prometheus reads; over all workers when they share a folder."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return bytes(generate_latest(self._registry))
        shared = CollectorRegistry()
        MultiProcessCollector(shared)
        return bytes(generate_latest(shared))
