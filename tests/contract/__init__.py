"""The seams, and what every implementation behind them must do."""
