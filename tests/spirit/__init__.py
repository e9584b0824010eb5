"""What the letter means, beyond what it says in so many words: each test is something that somebody could try, and what is right."""
