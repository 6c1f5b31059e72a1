"""What a page says about itself to others: its picture, its question, its address, how to cite it.

The picture of a page (1200 by 630 pixels, as services that show links want it) has the page's title
and its best figure: that of the cell with the tag `card`, else the first one. Addresses are whole
only where the site's address is known; it follows from the repository's in _config.yml.
"""

from __future__ import annotations

import io
import re
import textwrap
import tomllib
from base64 import b64decode
from pathlib import Path
from urllib.parse import urlencode
from xml.sax.saxutils import escape

import matplotlib
import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from PIL import Image, ImageDraw, ImageFont
from sphinx.application import Sphinx

WIDTH, HEIGHT, MARGIN = 1200, 630, 56  # pixels
INK, GREY, PAPER, BLUE = "#1f2328", "#5f6873", "#ffffff", "#0a5fb4"
CARDS = "_cards"
# Seconds that a reader takes, and how many characters a line of prose has.
PER_PROSE_LINE, PER_CODE_LINE, PER_FIGURE, LINE = 4, 8, 20, 75
FOLDED = {"tag_hide-input", "tag_hide-cell"}


def site_address(repository: str) -> str:
    """Return the address at which GitHub Pages shows the site of a repository; "" without one."""
    match = re.fullmatch(r"https://github\.com/([^/]+)/([^/]+)", repository.rstrip("/"))
    return f"https://{match[1].lower()}.github.io/{match[2]}/" if match else ""


def version(root: Path) -> str:
    """Version of the course."""
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def question(doctree: nodes.document | None, longest: int = 200) -> str:
    """Return the first sentences of a page, with which a chapter asks its question."""
    if doctree is None:
        return ""
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section):
            return textwrap.shorten(paragraph.astext(), longest, placeholder=" …")
    return ""


def minutes(doctree: nodes.document) -> int:
    """Return how long a chapter takes to read, rounded up to five minutes.

    A line of prose takes four seconds, a line of code that is not folded eight, a figure twenty.
    """
    prose = code = figures = 0
    for node in doctree.findall():
        if isinstance(node, nodes.literal_block):
            code += node.astext().count("\n") + 1 if _is_shown_input(node) else 0
        elif isinstance(node, nodes.paragraph | nodes.term | nodes.title):
            prose += -(-len(node.astext()) // LINE)
        elif isinstance(node, nodes.raw) and node.get("format") == "html":
            figures += node.astext().count('class="sn-figure"')
            if 'class="sn-quiz"' in node.astext():
                prose += -(-len(re.sub(r"<[^>]+>", "", node.astext())) // LINE)
    seconds = PER_PROSE_LINE * prose + PER_CODE_LINE * code + PER_FIGURE * figures
    return 5 * max(1, round(seconds / 300 + 0.49))


def _is_shown_input(block: nodes.literal_block) -> bool:
    """Tell whether a block is the code of a cell, and not folded."""
    if "cell_input" not in block.parent.get("classes", []):
        return False
    around: nodes.Element | None = block.parent
    while around is not None:  # between a folded cell and its input MyST-NB puts a node of its own
        if FOLDED & set(around.get("classes", [])):
            return False
        around = around.parent
    return True


def tell_minutes(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Put the measured time in place of what the box of a chapter says."""
    if not re.fullmatch(r"chapters/\d\d_\w+", page):
        return
    for paragraph in doctree.findall(nodes.paragraph):
        if not paragraph.astext().startswith("Time:"):
            continue
        for text in list(paragraph.findall(nodes.Text)):
            after = re.sub(
                r"^\s*(?:about )?\d+ minutes", f" about {minutes(doctree)} minutes", text
            )
            text.parent.replace(text, nodes.Text(after))
        return


def issue_link(repository: str, page: str, released: str) -> str:
    """Address that opens an issue with page and version filled in; "" without a repository."""
    if not repository:
        return ""
    body = f"Page: {page}\nVersion: {released}\n\nWhat is wrong, and what should it say?\n"
    return f"{repository}/issues/new?" + urlencode({"title": f"{page}: ", "body": body})


def citation(title: str, book: str, author: str, year: str, released: str, address: str) -> str:
    """Return the BibTeX entry of a page."""
    key = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "book"
    fields = {
        "author": f"{{{author}}}",
        "title": title,
        "booktitle": book,
        "year": year,
        "note": f"Version {released}",
        "url": address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@incollection{{{key},", *lines, "}"])


def figure_of(notebook: nbformat.NotebookNode) -> bytes | None:
    """Return the picture of the figure that stands for a notebook, as PNG; None without figures."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if png := output.get("data", {}).get("image/png"):
                found.append(("card" not in cell.metadata.get("tags", []), b64decode(png)))
    return min(found, key=lambda item: item[0])[1] if found else None


def result_of(app: Sphinx, page: str) -> nbformat.NotebookNode | None:
    """Return a chapter with its outputs, from the cache of results."""
    path = Path(app.env.doc2path(page))
    if path.suffix != ".ipynb" or not page.startswith("chapters/"):
        return None
    cache = get_cache(str(Path(app.outdir).parent / ".jupyter_cache"))
    notebook = nbformat.read(path, as_version=4)
    try:
        executed = cache.get_cache_bundle(cache.match_cache_notebook(notebook).pk).nb
    except KeyError:
        return None
    return executed


def font(size: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """Return the typeface of the figures."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(Path(matplotlib.get_data_path(), "fonts/ttf", name), size)


def card(title: str, book: str, words: str, figure: bytes | None) -> Image.Image:
    """Draw the picture of a page: the book, the title and, below, a figure or the page's words."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 12), fill=BLUE)
    draw.text((MARGIN, 40), book, fill=GREY, font=font(26))
    lines = textwrap.wrap(title, 44)[:2]
    for number, line in enumerate(lines):
        draw.text((MARGIN, 84 + 54 * number), line, fill=INK, font=font(44, bold=True))
    top = 84 + 54 * len(lines) + 26
    if figure is None:
        for number, line in enumerate(textwrap.wrap(words, 58)[:8]):
            draw.text((MARGIN, top + 20 + 46 * number), line, fill=INK, font=font(32))
        return image
    drawing = Image.open(io.BytesIO(figure)).convert("RGBA")
    room = (WIDTH - 2 * MARGIN, HEIGHT - top - 24)
    scale = min(room[0] / drawing.width, room[1] / drawing.height)
    size = (round(scale * drawing.width), round(scale * drawing.height))
    drawing = drawing.resize(size, Image.Resampling.LANCZOS)
    image.paste(drawing, ((WIDTH - size[0]) // 2, top + (room[1] - size[1]) // 2), drawing)
    return image


def write_card(app: Sphinx, page: str, title: str, words: str) -> str:
    """Write the picture of a page into the site and return its path there."""
    executed = result_of(app, page)
    image = card(title, app.config.html_title, words, executed and figure_of(executed))
    path = Path(CARDS) / f"{page.replace('/', '-')}.png"
    target = Path(app.outdir) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    image.quantize(128, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
    return path.as_posix()


def describe(app: Sphinx, page: str, context: dict, doctree: nodes.document | None) -> None:
    """Give the templates what a page says about itself."""
    root, config = Path(app.confdir), app.config
    repository = config.html_theme_options.get("repository_url", "")
    address, released = config.html_baseurl, version(root)
    title = re.sub(r"<[^>]+>", "", context.get("title") or config.html_title)
    title = config.html_title if page == config.root_doc else title
    context["page_question"] = question(doctree)
    context["issue_link"] = issue_link(repository, page, released)
    here = context.get("pageurl") or ""
    year = str(config.copyright).strip()[:4]
    context["citation"] = citation(title, config.html_title, config.author, year, released, here)
    if doctree is not None and page.startswith("chapters/"):
        path = write_card(app, page, title, question(doctree, longest=400))
        context["card"] = address + path if address else ""


def write_sitemap(app: Sphinx) -> None:
    """List all pages for search engines; they need whole addresses, so without one none."""
    address = app.config.html_baseurl
    if address:
        pages = (address + app.builder.get_target_uri(page) for page in sorted(app.env.found_docs))
        places = "\n".join(f"  <url><loc>{escape(page)}</loc></url>" for page in pages)
        head = '<?xml version="1.0" encoding="utf-8"?>\n'
        schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
        text = f'{head}<urlset xmlns="{schema}">\n{places}\n</urlset>\n'
        (Path(app.outdir) / "sitemap.xml").write_text(text, "utf-8")


def write_icon(site: Path) -> None:
    """Write the icon that browsers ask for where a page names none, drawn as the logo is."""
    logo = (site / "_static" / "logo.svg").read_text("utf-8")
    color, scale = re.search(r'fill="(#\w+)"', logo)[1], 4
    image = Image.new("RGBA", (64 * scale, 64 * scale))
    draw = ImageDraw.Draw(image)
    for line in re.findall(r"M(\d+) (\d+) (\d+) (\d+)", logo):
        draw.line([scale * int(place) for place in line], fill=color, width=3 * scale)
    for x, y, r in re.findall(r'cx="(\d+)" cy="(\d+)" r="(\d+)"', logo):
        x, y, reach = scale * int(x), scale * int(y), scale * (int(r) + 1.5)
        draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=color)
    image.save(site / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)])
