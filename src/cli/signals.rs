//! Ctrl-C and SIGTERM: the first one ends the run in good order, the second one at once.

use super::exit::Exit;

/// Calls `stop` with the number of the first signal.
#[cfg(unix)]
pub fn on_stop(stop: impl Fn(i32) + Send + 'static) -> std::io::Result<()> {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag;
    use signal_hook::iterator::Signals;

    let second = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // In this order: at the first signal the flag is not yet set.
        flag::register_conditional_shutdown(signal, exit(signal) as i32, Arc::clone(&second))?;
        flag::register(signal, Arc::clone(&second))?;
    }
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                stop(signal);
            }
        })?;
    Ok(())
}

/// Elsewhere Ctrl-C ends the process as the system does it; records are written whole all the same.
#[cfg(not(unix))]
pub fn on_stop(_: impl Fn(i32) + Send + 'static) -> std::io::Result<()> {
    Ok(())
}

/// How the program ends after a signal.
pub fn exit(signal: i32) -> Exit {
    match signal {
        2 => Exit::Interrupted,
        _ => Exit::Terminated,
    }
}
