"""Runs the built tool over an evaluation set (`cnic_training.scenes`) and prints one table.

`python -m cnic_training.evaluate FOLDER --tool target/release/cnic-ocr [--jobs 2] [--failures FILE]`

Counting: text after NFC, folding of Arabic code-point variants and of white space, blanks around the Urdu comma aside;
Urdu names with all blanks aside; an address by edit distance over the length of the truth, at most 1; a card that is
missed, or told as another kind or side, has all its fields wrong."""
import argparse
import json
import os
import subprocess
import unicodedata

from .train_reader import distance

GROUPS = {
    "id_number": "number", "birthday": "dates, gender", "issue_date": "dates, gender", "expiry_date": "dates, gender", "gender": "dates, gender", "name": "Latin names",
    "father_name": "Latin names", "country_of_stay": "country", "name_urdu": "Urdu names", "father_name_urdu": "Urdu names", "identifier": "Urdu names",
    "family_number": "family", "current_address": "address", "permanent_address": "address",
}
COLUMNS = ["number", "dates, gender", "Latin names", "country", "Urdu names", "family", "address"]
FOLD = str.maketrans("يىكهة", "ییکہہ")


def fold(text, field):
    text = " ".join(unicodedata.normalize("NFC", text).translate(FOLD).split()).replace(" ،", "،").replace("، ", "،")
    return text.replace(" ", "") if GROUPS[field] == "Urdu names" else text


def run(tool, folder, jobs):
    """{file name: record}"""
    out = subprocess.run([tool, "scan", "--details", "-q", "-j", str(jobs), "--max-bytes", "50000000", folder], stdout=subprocess.PIPE, check=False).stdout
    records = [json.loads(line) for line in out.decode().splitlines()]
    return {os.path.basename(r["file"]): r for r in records}


def pair(truth, results):
    """The results that answer the true cards, in order; None for a card that is missed or told as another."""
    left, out = list(results), []
    for t in truth:
        same = [r for r in left if (r["card_type"], r["card_side"]) == (t["card_type"], t["card_side"])]
        out.append(same[0] if same else None)
        if same:
            left.remove(same[0])
    return out, left


class Slice:
    """Counts of one slice of the set."""

    def __init__(self):
        self.cards = self.right = self.false = self.pictures = 0
        self.fields, self.errors = {}, {}

    def add(self, field, good, error):
        for key in (field, GROUPS[field]):
            n, k = self.fields.get(key, (0, 0))
            self.fields[key] = n + 1, k + good
            self.errors.setdefault(key, []).append(error)

    def rate(self, key):
        n, k = self.fields.get(key, (0, 0))
        return f"{100 * k / n:5.1f}" if n else "    -"

    def cer(self, key):
        e = self.errors.get(key)
        return f"{100 * sum(e) / len(e):5.1f}" if e else "    -"


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--tool", default="target/release/cnic-ocr")
    p.add_argument("--jobs", type=int, default=2)
    p.add_argument("--failures", help="write every wrong field here, a line each")
    a = p.parse_args()
    records = run(a.tool, a.folder, a.jobs)
    slices, confidence, failures = {}, {}, []
    for line in open(os.path.join(a.folder, "truth.jsonl"), encoding="utf8"):
        t = json.loads(line)
        results = records.get(t["file"], {}).get("results") or []
        # the set is drawn half with the unseen font and half with unseen words: the slices that say what that costs
        keys = [t["scene"]] + ([f"{t['scene']}, font {t['font']}", f"{t['scene']}, words {t['words']}"] if t["results"] else [])
        mine = [slices.setdefault(k, Slice()) for k in keys]
        answers, extra = pair(t["results"], results)
        for s in mine:
            s.pictures += 1
            s.false += len(extra)
            s.cards += len(answers)
            s.right += sum(r is not None for r in answers)
        for truth, got in zip(t["results"], answers):
            for field, value in truth["card_info"].items():
                said = got["card_info"][field] if got else ""
                if not value and not said:
                    continue
                v, s_ = fold(value, field), fold(said, field)
                error = min(1.0, distance(v, s_) / max(1, len(v))) if got else 1.0
                good = got is not None and v == s_
                for s in mine:
                    s.add(field, good, error)
                if not good:
                    failures.append({"file": t["file"], "field": field, "truth": value, "said": said, "confidence": got and got["details"][field]["confidence"]})
                if got and t["scene"] == "phone":
                    script = "Urdu" if GROUPS[field] in ("Urdu names", "address") else "Latin"
                    confidence.setdefault(script, []).append((got["details"][field]["confidence"], good))
    print(f"{'scene':28} cards  kind,side false | " + " | ".join(COLUMNS) + " CER")
    for name, s in slices.items():
        right = f"{100 * s.right / s.cards:6.2f}" if s.cards else "     -"
        print(f"{name:28} {s.cards:5d} {right:>9} {s.false:5d}  | " + " | ".join((s.cer(c) if c == "address" else s.rate(c)).rjust(len(c)) for c in COLUMNS))
    print("\nexact rate and character error rate in per cent by field")
    scenes = [k for k in slices if "," not in k and k != "none"]
    for field in GROUPS:
        print(f"{field:18}", "  ".join(f"{k} {slices[k].rate(field)} / {slices[k].cer(field)}" for k in scenes))
    print("\nphone pictures: right, of the values given with a confidence between two bounds")
    bounds = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01]
    for script, given in confidence.items():
        bins = [[g for c, g in given if low <= c < high] for low, high in zip(bounds, bounds[1:])]
        print(script.ljust(6), "  ".join(f"{low}: {100 * sum(b) / len(b):.1f} % of {len(b)}" for low, b in zip(bounds, bins) if b))
        sure = [g for c, g in given if c >= 0.9]
        print(" " * 6, f"at least 0.9: {100 * sum(sure) / max(1, len(sure)):.1f} % of {len(sure)}")
    if a.failures:
        with open(a.failures, "w", encoding="utf8") as f:
            for row in failures:
                f.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
