mod calls;
mod promises;
mod world;
