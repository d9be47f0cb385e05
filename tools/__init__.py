"""Scripts for who works on trialoog; the application never imports them."""
