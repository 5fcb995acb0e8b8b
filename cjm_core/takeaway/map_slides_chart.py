"""The emotion curve as a native line chart: its data can be edited, gaps stay gaps, intervals are error bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cjm_core.journey_map.model import Cell, JourneyMap, Lane
from cjm_core.look import PALETTE
from cjm_core.takeaway import map_slides_words as words
from cjm_core.takeaway.cells import clean
from cjm_core.takeaway.lettering import width as wider
from cjm_core.takeaway.map_slides_paint import colour, points

_SIZE = 11.0  # of the words in it
_DASHES = ("dash", "sysDot", "dashDot", "lgDash", "sysDash")  # of the other curves, which differ by more than colour
_OTHERS = ("5C6475", "009E73", "CC79A7", "B8860B", "1F2430")  # blue and orange mean something else on a map
_C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def curve(slide: Any, drawn: JourneyMap, lane: Lane, place: tuple[float, float, float, float], inner: tuple[float, float] | None = None) -> Any:
    """The chart at (left, top, width, height). `inner`: the plot's left edge and width as parts of the chart's, so that its
    points stand over the columns of a table; without it the touchpoints are written under it by stage, or numbered where they are long."""
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION

    shape = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *map(points, place), _data(drawn, lane, not inner and not names_fit(drawn, place[2])))
    shape.name = f"{lane.label} curve"
    shape._element.nvGraphicFramePr.cNvPr.set("descr", clean(in_words(drawn, lane)))
    chart = shape.chart
    chart.font.size, chart.font.color.rgb = points(_SIZE), colour("soft")
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    _axes(chart, bool(inner))
    for at, series in enumerate(chart.plots[0].series):
        _look(series, at)
        if not drawn.ordered:
            _unjoined(series)
    main = chart.plots[0].series[0]
    _bars(main, lane.cells)
    _ends(main, drawn, lane)
    if inner:
        _layout(chart, *inner)
    return shape


def names_fit(drawn: JourneyMap, wide: float) -> bool:
    """Whether the touchpoints' names have room under a chart so wide."""
    room = (wide - 40) / max(len(drawn.touchpoints), 1)
    fits = (max((wider(word, _SIZE) for word in name.split()), default=0) <= room and wider(name, _SIZE) <= 2 * room for name in drawn.touchpoints)
    return all(fits) and all(wider(f"1 {one.name}", _SIZE) <= room * max(len(one.touchpoints), 1) * 1.5 for one in drawn.stages)


def in_words(drawn: JourneyMap, lane: Lane) -> str:
    """What the curve says, for those who do not see it."""
    said = (f"{name} {words.known(cell, lane)}" for name, cell in zip(drawn.touchpoints, lane.cells, strict=True))
    return f"{lane.label}, {lane.detail}: {'; '.join(said)}."


def _data(drawn: JourneyMap, lane: Lane, numbered: bool) -> Any:
    from pptx.chart.data import CategoryChartData

    data: Any = CategoryChartData(number_format="+0.0;−0.0;0.0")  # type: ignore[no-untyped-call]
    for number, stage in enumerate(drawn.stages, start=1):
        if stage.touchpoints:
            group = data.add_category(str(number) if numbered else clean(f"{number} {stage.name}"))
            for at, name in enumerate(stage.touchpoints, start=1):
                group.add_sub_category(f"{number}.{at}" if numbered else clean(name))
    data.add_series(clean(f"{drawn.population}, with 95 % interval"), [cell.value for cell in lane.cells])
    for other in drawn.curves:
        data.add_series(clean(other.label), [cell.value for cell in other.cells])
    return data


def _axes(chart: Any, bare: bool) -> None:
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK

    height, names = chart.value_axis, chart.category_axis
    height.minimum_scale, height.maximum_scale, height.major_unit = -2, 2, 1
    height.tick_labels.number_format, height.tick_labels.number_format_is_linked = '"+"0;"−"0;0', False
    height.major_gridlines.format.line.color.rgb = colour("line")
    height.format.line.fill.background()
    height.major_tick_mark = names.major_tick_mark = XL_TICK_MARK.NONE
    names.format.line.color.rgb = colour("line")
    names.tick_label_position = XL_TICK_LABEL_POSITION.NONE if bare else XL_TICK_LABEL_POSITION.LOW


def _look(series: Any, at: int) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.oxml import parse_xml

    paint = colour("accent") if at == 0 else RGBColor.from_string(_OTHERS[(at - 1) % len(_OTHERS)])  # type: ignore[no-untyped-call]
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = paint, points(2.5 if at == 0 else 1.5)
    if at:
        line = series.format.line._get_or_add_ln()
        dash = parse_xml(f'<a:prstDash {_A} val="{_DASHES[(at - 1) % len(_DASHES)]}"/>')
        line.find(f"{{{_A[9:-1]}}}solidFill").addnext(dash)
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE if at == 0 else XL_MARKER_STYLE.NONE, 7 if at == 0 else 2
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = paint
    series.marker.format.line.color.rgb = paint


def _unjoined(series: Any) -> None:
    """Points without the line between them."""
    from pptx.enum.chart import XL_MARKER_STYLE

    series.format.line.fill.background()
    if series.marker.style == XL_MARKER_STYLE.NONE:
        series.marker.style, series.marker.size = XL_MARKER_STYLE.DIAMOND, 7


def _bars(series: Any, cells: Sequence[Cell]) -> None:
    """Error bars from the ends of the intervals."""
    from pptx.oxml import parse_xml

    up = [_beyond(cell.ci_high, cell.value) for cell in cells]
    down = [_beyond(cell.value, cell.ci_low) for cell in cells]
    sides = "".join(
        f'<c:{name}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(cells)}"/>'
        + "".join(f'<c:pt idx="{at}"><c:v>{size:.6g}</c:v></c:pt>' for at, size in enumerate(sizes)) + f"</c:numLit></c:{name}>"
        for name, sizes in (("plus", up), ("minus", down))
    )  # fmt: skip
    bars = parse_xml(
        f'<c:errBars {_C} {_A}><c:errDir val="y"/><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>{sides}'
        f'<c:spPr><a:ln w="63500" cap="rnd"><a:solidFill><a:srgbClr val="{PALETTE["accent"][0][1:]}"><a:alpha val="30000"/></a:srgbClr>'
        "</a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    series._element.find(f"{{{_C[9:-1]}}}cat").addprevious(bars)


def _beyond(high: float | None, low: float | None) -> float:
    return max(high - low, 0.0) if high is not None and low is not None else 0.0


def _ends(series: Any, drawn: JourneyMap, lane: Lane) -> None:
    """The lowest and the highest point larger, with what they are; few answers hollow."""
    for at, cell in enumerate(lane.cells):
        if cell.value is not None and (cell.status != "ok" or cell.mixed):
            series.points[at].marker.format.fill.solid()
            series.points[at].marker.format.fill.fore_color.rgb = colour("paper")
    found = words.extremes(drawn)
    for end, tone, said in zip(found or (), ("bad", "good"), ("▼", "▲"), strict=False):
        point = series.points[end[0]]
        point.marker.size = 12
        point.marker.format.fill.solid()
        point.marker.format.fill.fore_color.rgb = point.marker.format.line.color.rgb = colour(tone)
        _tag(point.data_label, f"{said}\u00a0{words.value(end[1], lane)}", tone)


def _tag(label: Any, said: str, tone: str) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION

    run = label.text_frame.paragraphs[0].add_run()
    run.text, run.font.bold, run.font.size = said, True, points(_SIZE + 1)
    run.font.color.rgb = colour(tone)
    label.position = XL_LABEL_POSITION.BELOW if tone == "bad" else XL_LABEL_POSITION.ABOVE


def _layout(chart: Any, left: float, width: float) -> None:
    """The plot exactly between these parts of the chart's width."""
    from pptx.oxml import parse_xml

    sizes = "".join(f'<c:{name} val="{size:.5f}"/>' for name, size in (("x", left), ("y", 0.20), ("w", width), ("h", 0.74)))
    modes = '<c:xMode val="edge"/><c:yMode val="edge"/>'
    layout = parse_xml(f'<c:layout {_C}><c:manualLayout><c:layoutTarget val="inner"/>{modes}{sizes}</c:manualLayout></c:layout>')
    plot = chart._chartSpace.chart.plotArea
    old = plot.find(f"{{{_C[9:-1]}}}layout")
    if old is not None:
        plot.remove(old)
    plot.insert(0, layout)
