"""How things stand, for those who operate newsmill: counts, ages, what is stuck, what drifts."""
