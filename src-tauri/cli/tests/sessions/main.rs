//! Sessions at the prompt: what is typed, what comes out, how it ends. Each test is one session in a folder of its own.

#[cfg(test)]
mod desk;
#[cfg(test)]
mod help;
#[cfg(test)]
mod mapping;
#[cfg(test)]
mod resolving;
#[cfg(test)]
mod sampling;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod terminal;
#[cfg(test)]
mod tour;
#[cfg(test)]
mod trouble;
