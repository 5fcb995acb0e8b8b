"""Customer journey maps and CX KPIs measured from people's own data."""

__version__ = "0.1.0"
