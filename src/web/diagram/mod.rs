//! Diagrams drawn on the server.
