"""Forms for editors, at `/edit/…`: filled in on the server, judged by the same gate as any other edit."""
