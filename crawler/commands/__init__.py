"""Commands that Scrapy's own command line finds here before its own."""
