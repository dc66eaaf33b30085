//! Runs examples and counts what came of them.

use super::compare::{self, Letters};
use super::{Answer, Answered, Asked, Call, Case, Part, Read, Unfit, placeholder};
use crate::Client;
use serde_json::Value;
use std::fmt;

/// Of a thousand requests at least so many are built as documented.
const REQUESTS: usize = 970;

/// Of a thousand answers at least so many are read and written again.
const ANSWERS: usize = 990;

/// Of a thousand requests that are built as documented at least so many have code that sends the same.
const SNIPPETS: usize = 970;

/// The examples of an area, with the code that belongs to them.
#[derive(Clone, Copy, Debug)]
pub struct Suite<C: 'static> {
    /// The examples, a line of JSON each; the first line is a header.
    pub cases: &'static str,
    /// What makes their requests.
    pub calls: &'static [Call<C>],
    /// What reads their answers.
    pub answers: &'static [Answer],
    /// The code that the documentation shows for them.
    #[cfg(feature = "http")]
    pub snippets: &'static [super::Code<C>],
}

/// What came of the examples.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The requests.
    pub requests: Tally,
    /// The answers whose body is JSON.
    pub answers: Tally,
    /// The code of the requests that are built as documented: how many send the same.
    pub snippets: Tally,
    /// Those of which the page shows no values but placeholders, or a body that isn't JSON.
    pub flawed: Vec<(String, String)>,
    /// Answers without a body, or with one that isn't JSON.
    pub no_json: usize,
    /// Examples that show an error as answer, read as the error that they are.
    pub errors: usize,
}

/// How many passed, and why the others didn't.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many passed.
    pub passed: usize,
    /// The page and the reason of each other one.
    pub failed: Vec<(String, String)>,
}

impl Tally {
    /// How many there are.
    pub fn all(&self) -> usize {
        self.passed + self.failed.len()
    }

    /// Whether at least so many in a thousand passed.
    pub fn reaches(&self, per_mille: usize) -> bool {
        self.passed * 1000 >= self.all() * per_mille
    }
}

impl Report {
    /// Whether so many passed that what didn't is an exception.
    pub fn is_good(&self) -> bool {
        self.requests.reaches(REQUESTS) && self.answers.reaches(ANSWERS) && self.snippets.reaches(SNIPPETS)
    }

    /// Runs all examples of an area.
    ///
    /// # Panics
    /// If the lines aren't those that the generator writes.
    pub fn run<C: From<Client>>(&mut self, version: &'static str, suite: &Suite<C>) {
        let client = Client::offline(version);
        let root = client.root().to_owned();
        let client = C::from(client);
        // The first line says where the others come from.
        for line in suite.cases.lines().skip(1) {
            let case: Case = serde_json::from_str(line).expect("a line of the generator");
            if let Some(asked) = &case.request {
                let result = request(asked, suite, &client, &root);
                #[cfg(feature = "http")]
                if result.is_ok() {
                    self.enter(&case, snippet(version, &root, asked, suite), |report| &mut report.snippets);
                }
                self.enter(&case, result, |report| &mut report.requests);
            }
            if let Some(answer) = &case.response {
                self.answer(&case, answer, suite.answers);
            }
        }
    }

    fn enter(&mut self, case: &Case, result: Result<(), Unfit>, tally: impl Fn(&mut Self) -> &mut Tally) {
        match result {
            Ok(()) => tally(self).passed += 1,
            Err(unfit) if unfit.flawed => self.flawed.push((case.place(), unfit.reason)),
            Err(unfit) => tally(self).failed.push((case.place(), unfit.reason)),
        }
    }

    fn answer(&mut self, case: &Case, answer: &Answered, answers: &[Answer]) {
        let reader = answers.iter().find(|reader| reader.operation == case.operation);
        let body = answer.body.as_deref().or(reader.map(|reader| reader.example)).unwrap_or_default();
        // `204 No Content` has none, whatever a page shows.
        let body = if answer.status == 204 { "" } else { body };
        let Ok(expected) = serde_json::from_str::<Value>(body) else {
            self.no_json += 1;
            return;
        };
        if answer.status >= 400 {
            self.errors += 1;
            return;
        }
        let result = match reader {
            Some(reader) => {
                (reader.read)(answer.status, body).map_err(Unfit::from).and_then(|read| same_answer(&expected, read))
            }
            None if answer.status == 204 => {
                Err(Unfit { reason: "a body stands behind `204 No Content`".to_owned(), flawed: true })
            }
            None => Err("nothing reads the answers of its operation".to_owned().into()),
        };
        self.enter(case, result, |report| &mut report.answers);
    }
}

fn request<C>(asked: &Asked, suite: &Suite<C>, client: &C, root: &str) -> Result<(), Unfit> {
    let call = asked.call.and_then(|index| suite.calls.get(index));
    let call = call.ok_or_else(|| format!("no method makes `{} {}`", asked.method, asked.path))?;
    let mut request = call(client, asked)?;
    asked.complete(&mut request);
    let built = request.build().map_err(|error| error.to_string())?;
    compare::requests(asked, &built, root, Letters::Exact).map_or(Ok(()), Err)
}

/// Whether the code of an example sends what is documented.
#[cfg(feature = "http")]
fn snippet<C: From<Client>>(version: &'static str, root: &str, asked: &Asked, suite: &Suite<C>) -> Result<(), Unfit> {
    let code = asked.snippet.and_then(|index| suite.snippets.get(index));
    let code = code.ok_or_else(|| asked.unwritten.clone().unwrap_or_else(|| "there is none".to_owned()))?;
    super::run::check(version, root, asked, *code)
}

fn same_answer(expected: &Value, read: Read) -> Result<(), Unfit> {
    let written = read.written.ok_or_else(|| "the operation answers without JSON".to_owned())?;
    let difference = match expected.as_object() {
        Some(envelope) if read.part == Part::Value => {
            let lost = envelope.keys().find(|name| *name != "value" && !name.starts_with('@'));
            let value = envelope.get("value").unwrap_or(&Value::Null);
            lost.map(|name| format!("`{name}` is lost"))
                .or_else(|| compare::json(value, &written, "value/", Letters::Exact))
        }
        _ => compare::json(expected, &written, "", Letters::Exact),
    };
    if let Some(difference) = difference {
        return Err(difference.into());
    }
    let within = if read.part == Part::Whole { expected } else { &expected["value"] };
    // What isn't a placeholder counts first.
    let misfits = read.misfits.iter().map(|misfit| placeholder::misfit(misfit, within));
    misfits.min_by_key(|unfit| unfit.flawed).map_or(Ok(()), Err)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, tally) in [("request", &self.requests), ("answer", &self.answers), ("code", &self.snippets)] {
            for (page, reason) in &tally.failed {
                writeln!(f, "{page}: {what}: {reason}")?;
            }
        }
        for (page, reason) in &self.flawed {
            writeln!(f, "{page}: left out: {reason}")?;
        }
        let Self { requests, answers, snippets, flawed, no_json, errors } = self;
        writeln!(f, "{} requests, {} built as documented", requests.all(), requests.passed)?;
        writeln!(f, "{} of them shown as code, {} send the same", snippets.all(), snippets.passed)?;
        writeln!(f, "{} answers in JSON, {} read and written again", answers.all(), answers.passed)?;
        writeln!(
            f,
            "{} of both left out, as their pages show placeholders, or bodies that aren't JSON or can't be",
            flawed.len()
        )?;
        write!(f, "{no_json} answers without JSON, {errors} documented errors")
    }
}
