"""The data set as a whole: what catalogues, crawlers and those who cite it need to know."""
