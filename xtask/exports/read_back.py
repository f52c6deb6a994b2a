"""Reads every export of a folder back with the program that consumes it, and compares it with the findings that it was made from.

    read_back.py FOLDER TABLE     the folder holds findings.json, record.FORMAT for each format, series.csv and series.svg

Prints a table, writes it to the file TABLE, and ends with 1 when something cannot be read or does not agree.
"""

import collections
import importlib.metadata
import json
import pathlib
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

import bibtexparser
import conllu
import icalendar
import networkx
import pandas
import pyarrow.parquet
import pyld.jsonld
import rdflib
from followthemoney import model

folder = pathlib.Path(sys.argv[1])
findings = json.loads((folder / "findings.json").read_text())
events = {event["id"]: event for event in findings["events"]}
happened = [event for event in findings["events"] if event["status"] in ("occurred", "ongoing")]
articles = {article["id"]: article for article in findings["articles"]}
rows = []


def version(package):
    return f"{package} {importlib.metadata.version(package)}"


def check(consumer):
    """Registers what the function says as one row; an exception is a failure."""

    def run(function):
        try:
            said, fine = function(), True
        except Exception as error:  # noqa: BLE001: whatever goes wrong belongs into the table
            said, fine = f"{type(error).__name__}: {error}", False
        rows.append((function.__name__, consumer, said, fine))

    return run


def table(name, **options):
    return pandas.read_csv(
        folder / f"record.{name}", sep="\t", quoting=3, dtype=str, keep_default_na=False, **options
    )


def dyads(event):
    everyone = event["sources"] + event["targets"]
    if event["mutual"] and not (event["sources"] and event["targets"]) and len(everyone) > 1:
        pairs = [(a, b) for a in everyone for b in everyone if a != b]
    elif not (event["sources"] and event["targets"]):
        pairs = [(one, None) for one in event["sources"]] + [(None, one) for one in event["targets"]] or [(None, None)]
    else:
        pairs = [(a, b) for a in event["sources"] for b in event["targets"]]
        pairs += [(b, a) for a, b in pairs] if event["mutual"] else []
    return list(dict.fromkeys(pairs))


@check(version("pandas"))
def polecat():
    frame = table("polecat")
    assert len(frame.columns) == 40, len(frame.columns)
    assert len(frame) == len(happened), (len(frame), len(happened))
    assert set(frame["Event Type"]) <= {event["type"] for event in happened}
    days = pandas.to_datetime(frame["Event Date"][frame["Event Date"] != "None"], format="%Y-%m-%d")
    return f"{len(frame)} events, 40 columns, {len(days)} with a day"


@check(version("pandas"))
def icews():
    frame = table("icews")
    assert len(frame.columns) == 20, len(frame.columns)
    assert len(frame) == sum(len(dyads(event)) for event in happened)
    assert frame["Event ID"].is_unique and frame["CAMEO Code"].str.fullmatch(r"\d{2,4}").all()
    assert pandas.to_numeric(frame["Intensity"]).between(-10, 10).all()
    return f"{len(frame)} rows, 20 columns"


@check(version("pandas"))
def gdelt():
    frame = table("gdelt", header=None)
    assert frame.shape == (sum(len(dyads(event)) for event in happened), 61), frame.shape
    assert frame[0].is_unique and frame[29].isin(list("1234")).all()
    assert (frame[28] == frame[26].str[:2]).all()
    return f"{len(frame)} rows, 61 columns"


@check("json (standard library), PLOVER manual 0.7b1")
def plover():
    records = [json.loads(line) for line in (folder / "record.plover").read_text().splitlines()]
    assert len(records) == len(happened)
    assert all(record["id"] and record["source"] is not None and record["event"] for record in records)
    return f"{len(records)} records"


@check(version("pandas"))
def csv():
    frame = pandas.read_csv(folder / "record.csv", dtype={"cameo": str}, keep_default_na=False, na_values=[""])
    assert list(frame["id"]) == list(events)
    assert list(frame["status"]) == [event["status"] for event in events.values()]
    for row in frame.itertuples():
        text = articles[row.evidence_article]["text"]
        quote = text[int(row.evidence_start) : int(row.evidence_end)]
        assert " ".join(quote.split()) == " ".join(row.evidence_text.split()), (row.id, quote)
    return f"{len(frame)} events, {len(frame.columns)} columns, every quote in its place"


@check(version("pyarrow"))
def parquet():
    frame = pyarrow.parquet.read_table(folder / "record.parquet").to_pandas()
    other = pandas.read_csv(folder / "record.csv", dtype=str, keep_default_na=False, na_values=[""])
    assert list(frame.columns) == list(other.columns) and len(frame) == len(other)
    for column in frame.columns:
        for mine, yours in zip(frame[column], other[column]):
            if pandas.isna(mine) or pandas.isna(yours):
                assert pandas.isna(mine) and pandas.isna(yours), (column, mine, yours)
            elif isinstance(mine, bool) or column in ("background", "mutual"):
                assert str(bool(mine)).lower() == yours, (column, mine, yours)
            elif isinstance(mine, (int, float)):
                assert abs(float(mine) - float(yours)) < 1e-12, (column, mine, yours)
            else:
                assert str(mine) == yours, (column, mine, yours)
    return f"{len(frame)} events, cell by cell as in the CSV"


@check(version("conllu"))
def conllu_():
    sentences = conllu.parse((folder / "record.conllu").read_text())
    anchored = collections.Counter()
    for sentence in sentences:
        sentence.to_tree()
        for token in sentence:
            for value in ((token["misc"] or {}).get("Event") or "").split(","):
                if value:
                    anchored[value.split(":")[0]] += 1
    missing = [event for event in events if event.replace("|", "_") not in anchored]
    assert not missing, f"events without a word: {missing[:5]}"
    return f"{len(sentences)} sentences, each a tree; {len(anchored)} events on their words"


@check("json (standard library), TimelineJS JSON format")
def timelinejs():
    timeline = json.loads((folder / "record.timelinejs").read_text())
    for slide in timeline["events"]:
        assert isinstance(slide["start_date"]["year"], int) and set(slide["text"]) == {"headline", "text"}
        ElementTree.fromstring(f"<div>{slide['text']['text']}</div>")
    assert len({slide["unique_id"] for slide in timeline["events"]}) == len(timeline["events"])
    return f"{len(timeline['events'])} slides, their texts well-formed"


@check(version("icalendar"))
def icalendar_():
    calendar = icalendar.Calendar.from_ical((folder / "record.icalendar").read_bytes())
    entries = calendar.walk("VEVENT")
    dated = [item for item in findings["agenda"] if item["when"] and item["when"]["earliest"] and item["when"]["latest"]]
    assert len(entries) == len(dated), (len(entries), len(dated))
    assert len({str(entry["UID"]) for entry in entries}) == len(entries)
    assert not any(entry.errors for entry in entries)
    for entry, item in zip(entries, sorted(dated, key=lambda item: (item["when"]["earliest"], item["when"]["latest"]))):
        assert str(entry["DTSTART"].dt) == item["when"]["earliest"] and item["what"] in str(entry["SUMMARY"])
    return f"{len(entries)} entries"


def joined():
    return [event for event in happened if any(a and b and a != b for a, b in dyads(event))]


def graph_says(graph):
    count = sum(int(data["events"]) for _, _, data in graph.edges(data=True))
    expected = sum(1 for event in joined() for a, b in dyads(event) if a and b and a != b)
    assert count == expected, (count, expected)
    return f"{graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges, {count} events"


@check(version("networkx"))
def gexf():
    return graph_says(networkx.read_gexf(folder / "record.gexf", version="1.3"))


@check(version("networkx"))
def graphml():
    return graph_says(networkx.read_graphml(folder / "record.graphml"))


@check(version("followthemoney"))
def followthemoney():
    entities = [json.loads(line) for line in (folder / "record.followthemoney").read_text().splitlines()]
    ids = {entity["id"] for entity in entities}
    assert len(ids) == len(entities), "an id comes twice"
    for entity in entities:
        schema = model.get(entity["schema"])
        schema.validate(entity)
        proxy = model.get_proxy(entity, cleaned=False)
        for prop, value in proxy.itervalues():
            if prop.type.name == "entity":
                assert value in ids, f"{entity['id']} refers to {value}"
            else:
                assert prop.type.validate(value), f"{prop.qname}: {value!r}"
    kinds = collections.Counter(entity["schema"] for entity in entities)
    assert kinds["Event"] == len(happened)
    return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))


@check(f"{version('PyLD')}, {version('rdflib')}")
def jsonld():
    # The terms of the Web Annotation vocabulary that the export uses, by the addresses that the recommendation gives them.
    terms = {
        "oa": "http://www.w3.org/ns/oa#", "dc": "http://purl.org/dc/elements/1.1/", "dctypes": "http://purl.org/dc/dcmitype/",
        "foaf": "http://xmlns.com/foaf/0.1/", "skos": "http://www.w3.org/2004/02/skos/core#", "as": "http://www.w3.org/ns/activitystreams#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "xsd": "http://www.w3.org/2001/XMLSchema#", "schema": "http://schema.org/",
        "id": {"@id": "@id", "@type": "@id"}, "type": {"@id": "@type", "@type": "@id"},
        "Annotation": "oa:Annotation", "SpecificResource": "oa:SpecificResource", "Text": "dctypes:Text", "Software": "as:Application",
        "TextQuoteSelector": "oa:TextQuoteSelector", "TextPositionSelector": "oa:TextPositionSelector",
        "Person": "foaf:Person", "Organization": "foaf:Organization", "name": "foaf:name", "label": "rdfs:label",
        "body": {"@id": "oa:hasBody", "@type": "@id"}, "target": {"@id": "oa:hasTarget", "@type": "@id"},
        "source": {"@id": "oa:hasSource", "@type": "@id"}, "selector": {"@id": "oa:hasSelector", "@type": "@id"},
        "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"}, "classifying": "oa:classifying",
        "generator": {"@id": "as:generator", "@type": "@id"},
        "exact": "oa:exact", "prefix": "oa:prefix", "suffix": "oa:suffix",
        "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"}, "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    }
    context = {"@context": terms}

    def load(url, _options):
        assert url == "http://www.w3.org/ns/anno.jsonld", url
        return {"contextUrl": None, "documentUrl": url, "document": context}

    document = json.loads((folder / "record.jsonld").read_text())
    quads = pyld.jsonld.to_rdf(document, {"documentLoader": load, "format": "application/n-quads"})
    graph = rdflib.Graph().parse(data=quads, format="nquads")
    oa, prov = rdflib.Namespace("http://www.w3.org/ns/oa#"), rdflib.Namespace("http://www.w3.org/ns/prov#")
    found = []
    for annotation in graph.subjects(rdflib.RDF.type, oa.Annotation):
        body, target = graph.value(annotation, oa.hasBody), graph.value(annotation, oa.hasTarget)
        article = graph.value(target, oa.hasSource)
        selectors = {graph.value(one, rdflib.RDF.type): one for one in graph.objects(target, oa.hasSelector)}
        quote, position = selectors[oa.TextQuoteSelector], selectors[oa.TextPositionSelector]
        assert (body, prov.wasDerivedFrom, article) in graph, body
        assert graph.value(graph.value(body, prov.wasGeneratedBy), prov.wasAssociatedWith), body
        bounds = graph.value(position, oa.start), graph.value(position, oa.end)
        found.append((article, graph.value(quote, oa.exact), *bounds))
    texts = {}
    for article in findings["articles"]:
        texts[article["id"]] = article["text"]
    pieces = sum(
        len(fact["evidence"])
        for kind in ("events", "positions", "shifts", "drivers", "measures", "agenda")
        for fact in findings[kind]
    )
    assert len(found) == pieces, (len(found), pieces)
    for article, exact, start, end in found:
        text = texts[urllib.parse.unquote(str(article).removeprefix("urn:demarche:article:"))]
        assert text[int(start) : int(end)] == str(exact), (article, start, end)
    return f"{len(graph)} triples, {len(found)} annotations, every quote in its place"


@check(version("bibtexparser"))
def bibtex():
    library = bibtexparser.parse_file(str(folder / "record.bibtex"))
    assert not library.failed_blocks, library.failed_blocks
    assert len(library.entries) == len(articles), (len(library.entries), len(articles))
    return f"{len(library.entries)} entries"


@check(version("pandas"))
def series_csv():
    frame = pandas.read_csv(folder / "series.csv")
    assert (abs(frame["cooperation"] + frame["conflict"] - frame["net"]) < 0.051).all()
    quads = ["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"]
    assert (frame[quads].sum(axis=1) == frame["events"]).all()
    pairs = frame.groupby(["a", "b"]).ngroups
    return f"{pairs} pairs, {len(frame)} periods, {int(frame['events'].sum())} events, {int(frame['change'].sum())} changes"


@check("xml.etree (standard library)")
def series_svg():
    root = ElementTree.parse(folder / "series.svg").getroot()
    name = "{http://www.w3.org/2000/svg}"
    assert root.tag == f"{name}svg" and root.get("role") == "img"
    assert root.find(f"{name}title").text and root.find(f"{name}desc").text
    return f"{len(root.findall(f'{name}g'))} panels, {len(root.findall(f'.//{name}rect'))} bars"


lines = ["| format | read by | what came back |  |", "|---|---|---|---|"]
lines += [f"| {name.strip('_')} | {consumer} | {said} | {'yes' if fine else '**no**'} |" for name, consumer, said, fine in rows]
print("\n".join(lines))
about = "# Exports read back\n\nMade by `cargo xtask exports`: each format written from the articles of one example, read by the program that consumes it and\ncompared with the findings.\n\n"
pathlib.Path(sys.argv[2]).write_text(about + "\n".join(lines) + "\n")
sys.exit(0 if all(fine for *_, fine in rows) else 1)
