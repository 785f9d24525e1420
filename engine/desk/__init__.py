"""What lies on a person's desk: notifications now; personal views, drafts and favourites later."""
