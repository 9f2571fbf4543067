//! Runs networks. The only user of ONNX Runtime.

use crate::error::{Error, Result};
use crate::native::{self, Library};
use crate::timings::Clock;
use ort::environment::Environment;
use ort::logging::LogLevel;
use ort::session::Session;
use ort::value::TensorRef;
use std::borrow::Cow;
use std::fmt::Display;
use std::sync::{Mutex, OnceLock, PoisonError};

/// ONNX Runtime, loaded. Cheap to make again: the process has one environment.
#[derive(Clone, Copy)]
pub struct Runtime {
    environment: &'static Environment,
    threads: usize,
}

impl Runtime {
    /// Loads the library that [`native::find`] names, once a process. Each run of a model uses `threads` threads:
    /// 1 where several pictures are read at the same time, the number of cores for a single picture.
    ///
    /// The first call sets the variable `ORT_DISABLE_TELEMETRY` to `1`, unless it is. On Unix no C code in another
    /// thread may read the environment meanwhile; where one might, set the variable before the process starts.
    ///
    /// # Errors
    /// [`Error::LibraryMissing`], [`Error::LibraryUnusable`].
    pub fn new(threads: usize) -> Result<Self> {
        let threads = threads.max(1);
        Ok(Self {
            environment: environment()?,
            threads,
        })
    }

    /// A model from the content of its ONNX file. It is loaded when it is first run.
    pub fn model(&self, name: impl Into<String>, onnx: impl Into<Cow<'static, [u8]>>) -> Model {
        let (name, onnx) = (name.into(), onnx.into());
        Model {
            runtime: *self,
            name,
            onnx,
            idle: Mutex::default(),
            loading: Clock::default(),
            running: Clock::default(),
        }
    }
}

/// A second environment is an error, and so is using ONNX Runtime without one.
fn environment() -> Result<&'static Environment> {
    static ENVIRONMENT: OnceLock<Environment> = OnceLock::new();
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = ENVIRONMENT.get() {
        return Ok(environment);
    }
    let found =
        native::find(Library::OnnxRuntime).map_err(|e| Error::LibraryMissing(e.to_string()))?;
    let unusable = |reason: String| Error::LibraryUnusable {
        library: Library::OnnxRuntime.name().into(),
        path: found.path.display().to_string(),
        reason,
    };
    no_telemetry();
    let library = ort::init_from(&found.path).map_err(|e| unusable(e.to_string()))?;
    let environment = library
        .with_telemetry(false) // for builds that do not know the variable
        .build()
        .map_err(|e| unusable(e.to_string()))?;
    environment.set_log_level(LogLevel::Fatal); // errors come back as values; it would print them as well
    Ok(ENVIRONMENT.get_or_init(|| environment))
}

/// Since 1.29, ONNX Runtime's own builds send word of every process to their maker and keep files for that in the
/// user's cache. Only this variable stops it, if it is set before the library is loaded.
#[allow(unsafe_code)]
fn no_telemetry() {
    const OFF: &str = "ORT_DISABLE_TELEMETRY";
    if std::env::var_os(OFF).is_none_or(|value| value != "1") {
        // SAFETY: Rust's own readers of the environment wait for each other. C code that reads it at this moment in
        // another thread would not: the program has no such thread, and [`Runtime::new`] tells users of the library.
        unsafe { std::env::set_var(OFF, "1") };
    }
}

/// A network with one tensor of numbers in and any number of them out. Shared by threads.
pub struct Model {
    runtime: Runtime,
    name: String,
    onnx: Cow<'static, [u8]>,
    /// A session runs one input at a time, so there are as many as there were runs at the same time.
    idle: Mutex<Vec<Session>>,
    /// Time spent on making sessions.
    pub loading: Clock,
    /// Time spent on running them.
    pub running: Clock,
}

/// A shape, outermost dimension first, and the values in that order.
pub type Tensor = (Vec<usize>, Vec<f32>);

impl Model {
    /// The name that it was given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs the network on `input`, which has the dimensions `shape`, outermost first. Gives its outputs in
    /// the model's order.
    ///
    /// # Errors
    /// [`Error::Model`] if the network cannot be loaded, or does not take such an input.
    pub fn run(&self, input: &[f32], shape: &[usize]) -> Result<Vec<Tensor>> {
        let idle = self.sessions().pop();
        let mut session = match idle {
            Some(session) => session,
            None => self.loading.measure(|| self.session())?,
        };
        let outputs = self
            .running
            .measure(|| self.run_in(&mut session, input, shape));
        self.sessions().push(session);
        outputs
    }

    fn run_in(&self, session: &mut Session, input: &[f32], shape: &[usize]) -> Result<Vec<Tensor>> {
        let input = TensorRef::from_array_view((shape, input)).map_err(|e| self.failed(e))?;
        let outputs = session
            .run(ort::inputs![input])
            .map_err(|e| self.failed(e))?;
        let tensor = |name: &str| {
            let (shape, values) = outputs[name]
                .try_extract_tensor::<f32>()
                .map_err(|e| self.failed(e))?;
            Ok((shape.iter().map(|&n| n as usize).collect(), values.to_vec()))
        };
        outputs.keys().map(tensor).collect()
    }

    fn session(&self) -> Result<Session> {
        let make = || {
            Session::builder(self.runtime.environment)?
                .with_intra_threads(self.runtime.threads)?
                .with_intra_op_spinning(false)? // spinning threads take the cores from the other workers
                .with_memory_pattern(false)? // a third less memory, and no slower
                .commit_from_memory(&self.onnx)
        };
        make().map_err(|e: ort::Error| self.failed(e))
    }

    fn sessions(&self) -> std::sync::MutexGuard<'_, Vec<Session>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, reason: impl Display) -> Error {
        Error::Model {
            name: self.name.clone(),
            reason: reason.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `twice = x + x`, `sum = the sum of x`, for `x` of 1 by any number. Made by:
    /// `h.make_graph([h.make_node("Add", ["x", "x"], ["twice"]), h.make_node("ReduceSum", ["x"], ["sum"], keepdims=0)],
    /// "tiny", [h.make_tensor_value_info("x", 1, [1, "n"])], [h.make_tensor_value_info("twice", 1, [1, "n"]),
    /// h.make_tensor_value_info("sum", 1, [])])` of `onnx.helper as h`, operator set 17, ir_version 8.
    const TINY: &[u8] = include_bytes!("../tests/data/tiny.onnx");

    #[test]
    fn outputs_come_in_the_model_s_order() {
        let model = Runtime::new(1).unwrap().model("tiny", TINY);
        let outputs = model.run(&[1.0, 2.5], &[1, 2]).unwrap();
        assert_eq!(outputs, [(vec![1, 2], vec![2.0, 5.0]), (vec![], vec![3.5])]);
    }

    #[test]
    fn threads_share_a_model() {
        let model = Runtime::new(1).unwrap().model("tiny", TINY);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let model = &model;
                scope.spawn(move || {
                    for run in 0..200 {
                        let x = (thread * 1000 + run) as f32;
                        assert_eq!(model.run(&[x], &[1, 1]).unwrap()[0].1, [2.0 * x]);
                    }
                });
            }
        });
        assert!(model.sessions().len() <= 4);
    }

    #[test]
    fn errors_name_the_model() {
        let runtime = Runtime::new(1).unwrap();
        let wrong_input = runtime
            .model("tiny", TINY)
            .run(&[1.0], &[1, 1, 1])
            .unwrap_err();
        let short_input = runtime
            .model("tiny", TINY)
            .run(&[1.0], &[1, 2])
            .unwrap_err();
        let truncated = runtime
            .model("tiny", &TINY[..60])
            .run(&[1.0], &[1, 1])
            .unwrap_err();
        let rubbish = runtime
            .model("tiny", vec![7; 60])
            .run(&[1.0], &[1, 1])
            .unwrap_err();
        for error in [wrong_input, short_input, truncated, rubbish] {
            assert!(error.to_string().contains("model tiny"), "{error}");
        }
    }

    #[test]
    fn a_model_works_again_after_an_error() {
        let model = Runtime::new(1).unwrap().model("tiny", TINY);
        model.run(&[1.0], &[1, 1, 1]).unwrap_err();
        assert_eq!(model.run(&[1.0], &[1, 1]).unwrap()[1].1, [1.0]);
    }
}
