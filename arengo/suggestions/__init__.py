"""What a method thinks of a voice: about which axis it is, which others say the same. People decide."""
