"""Ways of finding pages: each module turns bytes into addresses and fetches nothing."""
