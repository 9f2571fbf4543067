//! Draws PDFs in processes of their own. PDFium is C++ that reads strangers' files: a crash or an endless loop in it
//! costs one page of one file, and a new process takes the place of the lost one.

use super::wire::{self, Done, Reply, Request};
use super::{Limits, Pages, open};
use crate::error::{Error, Result};
use image::RgbImage;
use std::io;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// A file that costs so many processes has cost enough: its other pages are not tried.
const MAX_LOST: usize = 3;

/// Processes that draw PDFs, started when they are needed and used again. Shared by threads.
pub struct Workers {
    command: Box<dyn Fn() -> Command + Send + Sync>,
    timeout: Duration,
    /// As many as there were PDFs open at the same time.
    idle: Mutex<Vec<Worker>>,
}

impl Workers {
    /// `command` starts a process that runs [`super::worker::serve`] on its standard input and output. It is given up,
    /// and the file or page with it, when opening a file or drawing a page takes longer than `timeout`. That is also the
    /// time for decoding or drawing a page and reading it.
    pub fn new(command: impl Fn() -> Command + Send + Sync + 'static, timeout: Duration) -> Self {
        Self {
            command: Box::new(command),
            timeout,
            idle: Mutex::default(),
        }
    }

    /// As [`super::pages`], but PDFs are drawn in a process of their own.
    ///
    /// # Errors
    /// Also [`Error::PdfUnopened`] for a file that crashes PDFium or keeps it for too long, and [`Error::Internal`] if
    /// there can be no process. For a page, [`Error::PdfPage`].
    pub fn pages<'a>(
        &'a self,
        bytes: &'a [u8],
        limits: &Limits,
        password: Option<&str>,
    ) -> Result<Pages<'a>> {
        open(bytes, limits, Some(self.timeout), || {
            let mut document = Document {
                workers: self,
                bytes,
                limits: limits.clone(),
                password: password.map(str::to_owned),
                worker: None,
                pages: 0,
                lost: 0,
            };
            document.worker = Some(document.connect()?);
            Ok(Box::new(document))
        })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A PDF that is open in a worker.
struct Document<'a> {
    workers: &'a Workers,
    bytes: &'a [u8],
    limits: Limits,
    password: Option<String>,
    /// None once it is lost.
    worker: Option<Worker>,
    pages: usize,
    lost: usize,
}

impl Document<'_> {
    /// Opens the file in a worker.
    fn connect(&mut self) -> Result<Worker> {
        let request = Request::Open {
            limits: self.limits.clone(),
            password: self.password.clone(),
            timeout: self.workers.timeout,
        };
        loop {
            let idle = self.workers.idle().pop();
            let mut worker = match idle {
                Some(worker) => worker,
                None => Worker::start((self.workers.command)()).map_err(|e| {
                    Error::Internal(format!("no process for PDFs can be started: {e}"))
                })?,
            };
            let answer = worker.ask(&request, self.bytes, self.workers.timeout, 0);
            worker.files += 1;
            match answer {
                Ok((Ok(Done::Opened { pages }), _)) if pages <= self.limits.max_pages => {
                    self.pages = pages;
                    return Ok(worker);
                }
                Ok((Err(error), _)) => {
                    self.workers.idle().push(worker);
                    return Err(error);
                }
                Ok(_) => return Err(nonsense()),
                Err(Lost::Gone) if worker.files > 1 => {} // perhaps for another file's sake
                Err(lost) => {
                    let reason = lost.reason(self);
                    return Err(Error::PdfUnopened { reason });
                }
            }
        }
    }

    /// Draws a page, its size and its bytes not yet looked at.
    fn ask(&mut self, page: usize) -> Result<(Reply, Vec<u8>)> {
        let side = u64::from(self.limits.max_side);
        let most = side.saturating_mul(side).saturating_mul(3);
        loop {
            let mut worker = match self.worker.take() {
                Some(worker) => worker,
                None => {
                    let connected = self.connect();
                    self.lost += usize::from(connected.is_err());
                    connected?
                }
            };
            match worker.ask(&Request::Draw { page }, b"", self.workers.timeout, most) {
                Ok(answer) => {
                    self.worker = Some(worker);
                    return Ok(answer);
                }
                Err(Lost::Gone) if worker.files > 1 => {} // perhaps for another file's sake
                Err(lost) => {
                    self.lost += 1;
                    let reason = lost.reason(self);
                    return Err(Error::PdfPage { page, reason });
                }
            }
        }
    }
}

impl super::Document for Document<'_> {
    fn pages(&self) -> usize {
        self.pages
    }

    fn draw(&mut self, page: usize) -> Result<RgbImage> {
        if self.lost == MAX_LOST {
            let reason = "pages before it could not be drawn".into();
            return Err(Error::PdfPage { page, reason });
        }
        let (reply, pixels) = self.ask(page)?;
        let Done::Drawn { width, height } = reply? else {
            return Err(nonsense());
        };
        self.limits.check_sides(width, height)?;
        RgbImage::from_raw(width, height, pixels).ok_or_else(nonsense)
    }
}

impl Drop for Document<'_> {
    fn drop(&mut self) {
        self.workers.idle().extend(self.worker.take());
    }
}

fn nonsense() -> Error {
    Error::Internal("the process for PDFs gave no sensible answer".into())
}

/// Why a worker is no more.
enum Lost {
    /// It took too long.
    Late,
    /// It crashed, or the system ended it.
    Gone,
}

impl Lost {
    fn reason(self, document: &Document<'_>) -> String {
        match self {
            Self::Late => format!(
                "it takes longer than {} s (raise with --timeout)",
                document.workers.timeout.as_secs_f32()
            ),
            Self::Gone => format!(
                "PDFium crashed on it, or needed more than {} MB of memory",
                document.limits.worker_memory() >> 20
            ),
        }
    }
}

/// A process that draws PDFs.
struct Worker {
    child: Arc<Mutex<Child>>,
    input: ChildStdin,
    output: ChildStdout,
    /// Tells the thread that watches the clock when a question is asked, and when it is answered.
    clock: Sender<Duration>,
    /// How many it was asked to open.
    files: usize,
}

impl Worker {
    fn start(mut command: Command) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        // What it says is of no use, and may hold something of the file.
        let mut child = command.stderr(Stdio::null()).spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (input, output) = pipes.ok_or(io::ErrorKind::BrokenPipe)?;
        // A page has megabytes: with the usual 64 KB both sides would mostly wait for each other.
        #[cfg(target_os = "linux")]
        let _ = rustix::pipe::fcntl_setpipe_size(&output, 1 << 20);
        let child = Arc::new(Mutex::new(child));
        let (clock, questions) = channel();
        let watched = Arc::clone(&child);
        thread::Builder::new()
            .name("clock".to_owned())
            .spawn(move || watch(questions, &watched))?;
        Ok(Self {
            child,
            input,
            output,
            clock,
            files: 0,
        })
    }

    /// Asks, and waits for the answer with at most `most` bytes behind it.
    fn ask(
        &mut self,
        request: &Request,
        bytes: &[u8],
        timeout: Duration,
        most: u64,
    ) -> std::result::Result<(Reply, Vec<u8>), Lost> {
        // The clock stops only when it has killed the process: here after the answer before, which came too late.
        self.clock.send(timeout).map_err(|_| Lost::Gone)?;
        let answer = wire::send(&mut self.input, request, bytes)
            .and_then(|()| wire::receive(&mut self.output, most));
        match self.clock.send(Duration::ZERO) {
            Err(_) => Err(Lost::Late),
            Ok(()) => answer.map_err(|_| Lost::Gone),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        kill(&self.child);
    }
}

/// Kills the process when a question is not answered in time; ends then, or with the worker.
fn watch(questions: Receiver<Duration>, child: &Mutex<Child>) {
    while let Ok(timeout) = questions.recv() {
        if let Err(RecvTimeoutError::Timeout) = questions.recv_timeout(timeout) {
            drop(questions); // first, so that who asked sees that it was the clock
            return kill(child);
        }
    }
}

fn kill(child: &Mutex<Child>) {
    let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
    // It may have ended by itself; nothing is to be done about a system that does not let go of it.
    let _ = child.kill();
    let _ = child.wait();
}
