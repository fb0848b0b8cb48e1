"""The crawler: finds the pages of news sites, fetches them and hands them over."""
