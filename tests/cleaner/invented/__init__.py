"""Invented pages: news in many languages and templates, and pages that are no news."""
