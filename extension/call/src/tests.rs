mod calls;
mod promises;
mod two_calls;
mod world;
