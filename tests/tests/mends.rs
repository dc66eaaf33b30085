//! `lint --fix`: what is mended, and that nothing else is touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use msgraph_codegen::diagnostic::Diagnostic;
use msgraph_codegen::lint::{Settings, fix};
use msgraph_codegen::read::{self, DocsTree, as_read};
use msgraph_codegen::{editor, export, findings, understand};

/// A page of a type, with something else in the place of a part of it.
fn kettle(part: &str, with: &str) -> String {
    let page = "# kettle resource type\n\nA pot. See [stopper](stopper.md) and [!INCLUDE [x](../includes/steam.md)].\n\n\
                ## Properties\n\n\
                | Property | Type   | Description       |\n\
                |:---------|:-------|:------------------|\n\
                | id       | String | Its id.           |\n\
                | whistle  | String | How loud it is.   |\n\
                | handle   | String | Where it is held. |\n\n\
                It has no more.\n\n\
                ## JSON representation\n\n\
                <!-- { \"blockType\": \"resource\", \"@odata.type\": \"microsoft.graph.kettle\" } -->\n\
                ```json\n{\n  \"id\": \"String\",\n  \"whistle\": \"String\",\n  \"handle\": \"String\"\n}\n```\n";
    assert!(page.contains(part), "{part}");
    page.replacen(part, with, 1)
}

/// A page of an operation, likewise.
fn get(part: &str, with: &str) -> String {
    let page = "# Get kettle\n\nReads a [kettle](../resources/kettle.md).\n\n## HTTP request\n\n```http\n\
                GET /kettles/{id}\n```\n\n## Response\n\n\
                `200 OK` and a [kettle](../resources/kettle.md) object.\n";
    assert!(page.contains(part), "{part}");
    page.replacen(part, with, 1)
}

/// Writes a small tree; a file is its path and its bytes.
fn tree(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let lid =
        "# stopper resource type\n\n## Properties\n\n|Property|Type|Description|\n|---|---|---|\n|id|String|Its id.|\n";
    let others: [(&str, &[u8]); 2] =
        [("v1.0/resources/stopper.md", lid.as_bytes()), ("v1.0/includes/steam.md", b"Hot.\n")];
    for (path, bytes) in others.iter().chain(files) {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, bytes).expect("a file");
    }
    folder
}

/// Mends a tree on disk as often as there is something to mend; returns the number of findings that were mended.
fn mend(folder: &Path) -> usize {
    let mut mended = 0;
    for _ in 0..8 {
        let found = findings(&read::read(folder).expect("a tree"), &Settings::default());
        let mut by_file: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
        found
            .iter()
            .filter(|one| !one.edits.is_empty())
            .for_each(|one| by_file.entry(&one.file).or_default().push(one));
        if by_file.is_empty() {
            return mended;
        }
        for (file, found) in by_file {
            let file = folder.join(file);
            let fixed = fix::fixed(&fs::read(&file).expect("a file"), &found);
            mended += fixed.findings;
            fs::write(file, fixed.bytes).expect("a file");
        }
    }
    panic!("there is no end to mending");
}

fn ir(tree: &DocsTree) -> String {
    understand(tree).iter().map(export::ir).collect()
}

/// The ways in which a text may stand in a file.
fn forms(text: &str) -> [Vec<u8>; 4] {
    let crlf = text.replace('\n', "\r\n");
    let bare = text.trim_end_matches('\n');
    [text.into(), crlf.clone().into(), format!("\u{feff}{crlf}").into(), bare.into()]
}

const KETTLE: &str = "v1.0/resources/kettle.md";
const GET: &str = "v1.0/api/kettle-get.md";

/// What is mended: the page, a part of it as it should be, and as an author wrote it.
const MENDS: [(&str, &str, &str); 22] = [
    (KETTLE, "How loud it is.   |", "How loud (low \\| high). |<-How loud (low | high). |"),
    (KETTLE, "How loud it is.   |", "One of `a\\|b\\|c`. |<-One of `a|b|c`. |"),
    (KETTLE, "## Properties", "## Properties<-##Properties"),
    (KETTLE, "## Properties", "## Properties<-##\u{a0}Properties"),
    (
        KETTLE,
        "|:---------|:-------|:------------------|",
        "|:---------|:-------|:------------------|<-|:---------|:-------|:------------------|:--|",
    ),
    (KETTLE, "|:---------|:-------|:------------------|", "|:--|:--|:--|<-|:--|:--|"),
    (KETTLE, "|:---------|:-------|:------------------|\n", "| --- | --- | --- |\n<-"),
    (KETTLE, "How loud it is.   |", "How loud it is, and how high. |<-How loud it is,\nand how high. |"),
    (KETTLE, "| whistle  |", "| whistle  |<-\n| whistle  |"),
    (KETTLE, "| whistle  |", "| whistle  |<-\n\n| whistle  |"),
    (KETTLE, "held. |\n\nIt has", "held. |\n\nIt has<-held. |\nIt has"),
    (KETTLE, "\"handle\": \"String\"\n", "\"handle\": \"String\"\n<-\"handle\": \"String\",\n"),
    (KETTLE, "  \"whistle\"", "  \"whistle\"<-  // how loud\n  \"whistle\""),
    (KETTLE, "\"whistle\": \"String\",", "\"whistle\": \"String\",<-\"whistle\": \"String\", /* how loud */"),
    (KETTLE, "\"handle\": \"String\"\n", "\"handle\": \"String\"\n<-\"handle\": \"String\", // where\n  // more\n"),
    (KETTLE, "graph.kettle\" }", "graph.kettle\" }<-graph.kettle\", }"),
    (KETTLE, "(stopper.md)", "(stopper.md)<-(Stopper.md)"),
    (KETTLE, "(../includes/steam.md)", "(../includes/steam.md)<-(../Includes/Steam.md)"),
    (KETTLE, "(stopper.md)", "(stopper.md)<-(stoper.md)"),
    (GET, "(../resources/kettle.md).", "(../resources/kettle.md#x).<-(../Resources/kettle.md#x)."),
    (GET, "```http\nGET", "```http\nGET<-```http GET"),
    (GET, "GET /kettles", "GET /kettles<-GET kettles"),
];

#[test]
fn what_is_sure_is_mended_and_nothing_else() {
    for (path, part, both) in MENDS {
        let (good, bad) = both.split_once("<-").expect("both");
        let page = |with: &str| if path == KETTLE { kettle(part, with) } else { get(part, with) };
        for (bad, good) in forms(&page(bad)).iter().zip(forms(&page(good))) {
            let other = if path == KETTLE { (GET, get("", "")) } else { (KETTLE, kettle("", "")) };
            let folder = tree(&[(path, bad), (other.0, other.1.as_bytes())]);
            let before = ir(&read::read(folder.path()).expect("a tree"));
            assert!(mend(folder.path()) > 0, "{part}");
            let mended = fs::read(folder.path().join(path)).expect("the page");
            assert_eq!(String::from_utf8_lossy(&mended), String::from_utf8_lossy(&good));
            assert_eq!(mend(folder.path()), 0, "a second run finds nothing to mend");
            let after = ir(&read::read(folder.path()).expect("a tree"));
            assert_eq!(before, after, "the API is as it was: {part}");
            let rest = fs::read(folder.path().join(other.0)).expect("the other page");
            assert_eq!(rest, other.1.as_bytes());
        }
    }
}

/// What was lost for a misspelled word is there when it is mended.
#[test]
fn misspelled_words_are_mended() {
    let cases = [
        ("GET /kettles", "DELTE /kettles", "DELETE /kettles"),
        ("GET /kettles/{id}", "PSOT /kettles/{id}\nPOST /kettles/{id}", "PSOT /kettles/{id}\nPOST /kettles/{id}"),
        ("## Response", "## Reponse", "## Response"),
        ("## Response", "## Responses", "## Response"),
        ("## HTTP request", "## http requests", "## HTTP request"),
        ("```http\nGET /", "``` GET /", "``` http\nGET /"),
    ];
    for (part, bad, good) in cases {
        let folder = tree(&[(KETTLE, kettle("", "").as_bytes()), (GET, get(part, bad).as_bytes())]);
        assert_eq!(mend(folder.path()), usize::from(bad != good), "{bad}");
        assert_eq!(fs::read_to_string(folder.path().join(GET)).expect("the page"), get(part, good));
        assert_eq!(mend(folder.path()), 0, "{bad}");
    }
}

/// A page of an operation whose example has this body, and which sends its request to this path.
fn example(path: &str, body: &str) -> String {
    get("GET /kettles/{id}", &format!("GET {path}"))
        + "\n## Example\n\n<!-- { \"blockType\": \"request\", \"name\": \"get_kettle\" } -->\n```http\nGET \
           https://graph.microsoft.com/v1.0/kettles/1\n```\n\n<!-- { \"blockType\": \"response\", \"@odata.type\": \
           \"microsoft.graph.kettle\" } -->\n```http\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\n"
        + body
        + "\n}\n```\n"
}

/// The page of the type, with a property of an enum type and one of several words.
fn model() -> String {
    let rows = "| heatLevel | String | How hot. Possible values are: `tepid`, `boiling`. |\n| lidKind | [lidKind](kettle.md) | Its lid. \
                Possible values are: `hinged`, `loose`. |\n| handle   |";
    let json = "\"heatLevel\": \"String\",\n  \"lidKind\": \"String\",\n  \"handle\": \"String\"\n}";
    kettle("| handle   |", rows).replace("\"handle\": \"String\"\n}", json)
        + "\n## lidKind values\n\n| Member | Description |\n|---|---|\n| hinged | Stays. |\n| loose | Falls. |\n"
}

/// Names in examples that are near one that the model has are mended where nothing else can be meant.
#[test]
fn near_names_of_examples_are_mended() {
    let cases = [
        ("  \"heatlevel\": \"tepid\"", Some("  \"heatLevel\": \"tepid\"")),
        ("  \"HeatLevel\": null", Some("  \"heatLevel\": null")),
        ("  \"hAndle\": null", None), // a capital within doesn't slip in
        ("  \"whistel\": \"a\"", Some("  \"whistle\": \"a\"")),
        ("  \"lidKind\": \"hingde\"", Some("  \"lidKind\": \"hinged\"")),
        ("  \"lidKind\": \"looses\"", None), // a plural is another word
        ("  \"whistel\": 5", None),          // what has that name is a text
        ("  \"whistel\": \"a\",\n  \"whistle\": \"b\"", None),
        ("  \"whisle\": \"whisle\"", Some("  \"whistle\": \"whisle\"")),
        ("  \"steam\": \"a\"", None),
    ];
    for (bad, good) in cases {
        let page = example("/kettles/{id}", bad);
        let folder = tree(&[(KETTLE, model().as_bytes()), (GET, page.as_bytes())]);
        let before = findings(&read::read(folder.path()).expect("a tree"), &Settings::default());
        let codes: Vec<&str> = before.iter().map(|one| one.code.as_str()).collect();
        assert!(codes.contains(&"surplus-property") || codes.contains(&"enum-value"), "{bad}: {codes:?}");
        assert_eq!(mend(folder.path()) > 0, good.is_some(), "{bad}");
        let wanted = example("/kettles/{id}", good.unwrap_or(bad));
        assert_eq!(fs::read_to_string(folder.path().join(GET)).expect("the page"), wanted);
    }
}

/// A misspelled type is mended on a page that links to the one that was meant; the kind of a page by its folder; a path by the model.
#[test]
fn near_names_of_the_model_are_mended() {
    let front = |word: &str| format!("---\ntitle: t\ndoc_type: {word}\n---\n\n");
    let typed = |name: &str| model().replace("| handle   | String |", &format!("| handle   | {name} |"));
    let model = model();
    let cases = [
        (KETTLE, typed("stoper"), Some(typed("stopper"))),
        (KETTLE, typed("stoper").replace("See [stopper](stopper.md)", "See it"), None),
        (GET, front("apiPageTyp") + &get("", ""), Some(front("apiPageType") + &get("", ""))),
        (GET, front("resourcePageTyp") + &get("", ""), None),
        (GET, get("/kettles/{id}", "/kettles/{id}/heatlevel"), None),
        (
            GET,
            get("/kettles/{id}", "/kettles/{id}/heatlevel\nGET /pots/{id}/heatLevel\nGET /pans/{id}/heatlevel"),
            Some(get("/kettles/{id}", "/kettles/{id}/heatLevel\nGET /pots/{id}/heatLevel\nGET /pans/{id}/heatLevel")),
        ),
    ];
    for (path, bad, good) in cases {
        let other = if path == KETTLE { (GET, get("", "")) } else { (KETTLE, model.clone()) };
        let folder = tree(&[(path, bad.as_bytes()), (other.0, other.1.as_bytes())]);
        assert_eq!(mend(folder.path()) > 0, good.is_some(), "{bad}");
        assert_eq!(fs::read_to_string(folder.path().join(path)).expect("the page"), good.unwrap_or(bad));
    }
}

/// What stands there by a slip is mended where a second source says what was meant.
#[test]
fn slips_are_mended_where_something_else_agrees() {
    let sent = |header: &str, other: &str| {
        let page = example("/kettles/{id}", "  \"whistle\": \"a\"");
        page.replace("v1.0/kettles/1\n", &format!("v1.0/kettles/1\n{header}: tepid\n"))
            + &format!(
                "\n### Example 2\n\n```http\nGET https://graph.microsoft.com/v1.0/kettles/2\n{other}: tepid\n```\n"
            )
    };
    let asked = |path: &str| {
        let page = example("/kettles/{id}/heatLevel", "  \"value\": \"tepid\"");
        page.replace("https://graph.microsoft.com/v1.0/kettles/1\n", &format!("{path}\n"))
    };
    let asked_of = |host: &str, name: &str| asked(&format!("https://{host}/v1.0/kettles/1/{name}"));
    let answered =
        |status: &str| example("/kettles/{id}", "  \"whistle\": \"a\"").replace("200 OK\n", &format!("{status}\n"));
    let keyed = |key: &str| {
        let told = format!("\"blockType\": \"resource\", \"keyProperty\": \"{key}\",");
        model().replace("\"blockType\": \"resource\",", &told)
    };
    let steam = |path: &str| model().replace("../includes/steam.md", path);
    let cases = [
        (GET, sent("Prefr", "Prefer"), Some(sent("Prefer", "Prefer"))),
        (GET, sent("Prefr", "Accept"), None), // nothing else says what was meant
        (GET, sent("Prefr: a\nPrefer", "Prefer"), None),
        (GET, asked_of("graph.microsft.com", "heatLevel"), Some(asked_of("graph.microsoft.com", "heatLevel"))),
        (
            GET,
            asked_of("graph.microsft.com", "heatLevel?$search=graph.microsft.com"),
            Some(asked_of("graph.microsoft.com", "heatLevel?$search=graph.microsoft.com")),
        ),
        (GET, asked_of("example.com", "heatLevel"), None),
        (GET, asked_of("graph.microsoft.com", "heatLevle"), Some(asked_of("graph.microsoft.com", "heatLevel"))),
        (GET, asked_of("graph.microsoft.com", "coldLevel"), None),
        (GET, asked_of("graph.microsoft.com", "heatLevels"), None), // a plural is another word
        (GET, answered("200 Ok"), None),
        (GET, answered("202 Accpeted"), Some(answered("202 Accepted"))),
        (GET, answered("200 Fine"), None), // told, and not near its words
        (KETTLE, keyed("whislte"), Some(keyed("whistle"))),
        (KETTLE, keyed("spout"), None),
        (KETTLE, steam("steam.md"), None), // there may be such a file in the folder, which isn't here
        (KETTLE, steam("../include/steam.md"), Some(steam("../includes/steam.md"))),
        (KETTLE, steam("../includes/more/steam.md"), Some(steam("../includes/steam.md"))),
        (KETTLE, model().replace("(stopper.md)", "(../api/stopper.md)"), Some(model())),
        (KETTLE, model().replace("[stopper](stopper.md)", "[cover](../api/stopper.md)"), None),
        (KETTLE, model().replace("(stopper.md)", "(../resource/stopper.md)"), Some(model())),
        (
            KETTLE,
            model().replace("(stopper.md)", "(..\\resources\\stopper.md)"),
            Some(model().replace("(stopper.md)", "(../resources/stopper.md)")),
        ),
        (KETTLE, model().replace("(stopper.md)", "(..\\resources\\cover.md)"), None),
        (KETTLE, steam("../includes/mroe/steam.md"), None), // the folder is misspelled, and the file isn't in it
        (KETTLE, steam("../include/more/smoke.md"), Some(steam("../includes/more/smoke.md"))),
    ];
    for (path, bad, good) in cases {
        let other = if path == KETTLE { (GET, get("", "")) } else { (KETTLE, model()) };
        let more = ("v1.0/includes/more/smoke.md", "Thick.\n".to_owned());
        let files = [(path, &bad), (other.0, &other.1), (more.0, &more.1)];
        let folder = tree(&files.map(|(path, text)| (path, text.as_bytes())));
        assert_eq!(mend(folder.path()) > 0, good.is_some(), "{bad}");
        assert_eq!(fs::read_to_string(folder.path().join(path)).expect("the page"), good.unwrap_or(bad));
    }
}

/// The table of contents and the definitions of links name files as they are named.
#[test]
fn letter_case_of_file_names_is_mended_wherever_they_stand() {
    let toc = |name: &str| format!("items:\n- name: Kettles\n  items:\n  - name: Get\n    href: api/{name}\n");
    let defined = |name: &str| kettle("[stopper](stopper.md)", "[stopper]") + &format!("\n[stopper]: {name}\n");
    let files = [(KETTLE, defined("Stopper.md")), ("v1.0/toc.yml", toc("Kettle-get.md")), (GET, get("", ""))];
    let bytes: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    let folder = tree(&bytes);
    assert_eq!(mend(folder.path()), 2);
    let now = |path: &str| fs::read_to_string(folder.path().join(path)).expect("a file");
    assert_eq!((now(KETTLE), now("v1.0/toc.yml")), (defined("stopper.md"), toc("kettle-get.md")));
}

/// What may be meant otherwise is told, and left to its author.
#[test]
fn what_is_not_sure_stays() {
    let cases = [
        kettle("How loud it is.   |", "How loud it is. | Since 2019. |"),
        kettle("\"handle\": \"String\"\n", "\"handle\": String,\n"),
        kettle("  \"whistle\"", "  ...\n  \"whistle\""),
        kettle("[stopper](stopper.md)", "[cover](stoper.md)"),
        kettle(
            "|:---------|:-------|:------------------|\n| id       | String | Its id.           |",
            "|:--|:--|\n| id | String |",
        ),
    ];
    for page in cases {
        let folder = tree(&[(KETTLE, page.as_bytes())]);
        let found = findings(&read::read(folder.path()).expect("a tree"), &Settings::default());
        assert!(!found.is_empty(), "{page}");
        assert_eq!(mend(folder.path()), 0, "{page}");
        assert_eq!(fs::read_to_string(folder.path().join(KETTLE)).expect("the page"), page);
    }
    assert_eq!(as_read(b"caf\xe9"), None, "what isn't UTF-8 isn't touched");
}

/// Files keep their permissions; one that can't be written stays as it was, and nothing is left beside it.
#[test]
fn files_are_replaced_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.md");
    fs::write(&file, "old").expect("a file");
    msgraph_codegen::write::replace(&file, b"new").expect("it is replaced");
    assert_eq!(fs::read_to_string(&file).expect("a file"), "new");
    let error = msgraph_codegen::write::replace(&folder.path().join("none.md"), b"new").expect_err("there is none");
    assert!(error.to_string().contains("none.md"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

/// An editor is told of a changed page what a whole run would tell of it; findings that other pages cause move with their lines.
#[test]
fn editors_are_told_what_a_whole_run_tells() {
    let page = kettle("[stopper](stopper.md)", "[stopper](stoper.md) and [pan](pan.md)");
    let folder = tree(&[(KETTLE, page.as_bytes()), (GET, get("", "").as_bytes())]);
    let tree = read::read(folder.path()).expect("a tree");
    let kept = editor(&tree, "v1.0", Settings::default()).expect("the version");
    let whole = |text: &str| {
        let mut tree = tree.clone();
        tree.file_mut(KETTLE).expect("the page").text = text.to_owned();
        findings(&tree, &Settings::default()).into_iter().filter(|one| one.file == KETTLE).collect::<Vec<_>>()
    };
    assert!(whole(&page).iter().filter(|one| !one.edits.is_empty()).count() == 1);
    let changes = [
        page.clone(),
        page.replace("A pot.", "A pot that boils\n\nwater."),
        page.replace("It has no more.", "It has\n\n#some more."),
        page.replace("## Properties", "##Properties"),
        page.replace("| id       | String | Its id.           |", "| id | String | a | b |"),
    ];
    for text in changes {
        assert_eq!(kept.changed(KETTLE, &text), whole(&text), "{text}");
    }
    let gone = page.replace("[pan](pan.md)", "[pan](pot.md)");
    assert_eq!(
        kept.changed(KETTLE, &gone).len() + 1,
        whole(&gone).len(),
        "what the stages find by other pages is a whole run's"
    );
    assert_eq!(kept.changed("v1.0/resources/new.md", "#New\n").len(), 1, "a page that is new");
}

/// What a page is told among all others is found anew, too: keys that others have, names of examples that are taken, links that lead to
/// it, values of bodies by the model. What only a whole run tells is the letter case of segments: it stays with its line.
#[test]
fn editors_hold_a_page_against_the_others() {
    let front = |keys: &str| format!("---\ntitle: t\n{keys}---\n\n");
    let example = |name: &str, body: &str| {
        let answer = "<!-- { \"blockType\": \"response\", \"@odata.type\": \"microsoft.graph.kettle\" } -->";
        format!(
            "\n## Example\n\n<!-- {{ \"blockType\": \"request\", \"name\": \"{name}\" }} -->\n```http\nGET \
             https://graph.microsoft.com/v1.0/kettles/1\n```\n\n{answer}\n```http\nHTTP/1.1 200 OK\n\
             Content-Type: application/json\n\n{{\n  \"id\": \"1\",\n{body}}}\n```\n"
        )
    };
    let good = front("description: d\n") + &get("", "") + &example("get_kettle", "  \"whistle\": \"a\"\n");
    let other =
        front("description: d\n") + &get("# Get kettle", "# Get pot") + &example("get_a", "  \"handle\": \"b\"\n");
    let other = other.replace("/kettles", "/pots");
    let model = front("description: d\n") + &kettle("", "");
    let stopper = front("description: d\n")
        + "# stopper resource type\n\nOf a [kettle](kettle.md): [get](../api/kettle-get.md).\n";
    let folder = tree(&[
        (KETTLE, model.as_bytes()),
        ("v1.0/api/a-get.md", other.as_bytes()),
        (GET, good.as_bytes()),
        ("v1.0/resources/stopper.md", stopper.as_bytes()),
    ]);
    let tree = read::read(folder.path()).expect("a tree");
    let kept = editor(&tree, "v1.0", Settings::default()).expect("the version");
    let whole = |text: &str| {
        let mut tree = tree.clone();
        tree.file_mut(GET).expect("the page").text = text.to_owned();
        findings(&tree, &Settings::default()).into_iter().filter(|one| one.file == GET).collect::<Vec<_>>()
    };
    let cases = [
        (good.clone(), None),
        (good.replace("description: d\n", ""), Some("front-matter-key")),
        (good.replace("get_kettle", "get_a"), Some("duplicate-example-name")),
        (good.replace("\"whistle\": \"a\"", "\"whistle\": 5"), Some("value-type")),
        (
            good.replace("Reads a", "It reads\n\none ").replace("\"a\"\n", "\"a\",\n  \"lid\": \"c\"\n"),
            Some("surplus-property"),
        ),
    ];
    for (text, code) in cases {
        let found = kept.changed(GET, &text);
        assert_eq!(found, whole(&text), "{text}");
        if let Some(code) = code {
            assert!(found.iter().any(|one| one.code.as_str() == code), "{code}: {found:#?}");
        }
    }
}
