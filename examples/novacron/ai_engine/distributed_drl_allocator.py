"""Shares bandwidth out between nodes."""

from dataclasses import dataclass


@dataclass
class State:
    """What is known of one node."""

    latency: float
    bandwidth: float
    packet_loss: float
    node_reliability: float


class Allocator:
    """Gives every node the same share."""

    def allocate(self, states: list[State]) -> list[float]:
        return [1 / len(states) for _ in states]
