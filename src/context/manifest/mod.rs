//! What dependency files pin.
