"""Weights that bring those who answered to known shares of staff, and figures under weights.

margins (what the shares are) -> cells (people by codes) -> raking (weights) -> sample (who was drawn
together) -> estimates (with linearised errors) or bootstrap.
"""
