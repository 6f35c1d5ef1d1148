"""Pika Monitor: a window that watches Pika video tasks and keeps their results."""

__version__ = "0.1.0"
APP_ID = "io.github.pika_monitor.PikaMonitor"
APP_NAME = "Pika Monitor"
