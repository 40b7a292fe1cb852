"""What publishing a workspace needs: the folder, what is known of it, processes, and the files for hosts."""
