using System.Globalization;
using System.Net;
using System.Text;

namespace RagPruner.Local.Output;

/// <summary>A small plot as inline SVG: axes from 0 or given bounds, lines, points, bars, and a legend that names them.</summary>
/// <param name="title">What a screen reader says, and what stands above.</param>
/// <param name="x">The horizontal axis.</param>
/// <param name="y">The vertical axis.</param>
internal sealed class SvgPlot(string title, PlotAxis x, PlotAxis y)
{
    private const int Width = 460;
    private const int Height = 300;
    private const int Left = 56;
    private const int Right = 12;
    private const int Top = 12;
    private const int Bottom = 46;

    // Told apart by people with the common colour blindnesses, on light and dark ground.
    private static readonly string[] s_colours = ["#4269d0", "#efb118", "#ff725c", "#3ca951", "#a463f2", "#97bbf5", "#9c6b4e", "#ff8ab7", "#6cc5b0", "#9498a0"];

    private readonly StringBuilder _marks = new();
    private readonly List<(string Name, string Colour)> _legend = [];
    private readonly List<(string Name, string X, string Y)> _numbers = [];

    public static string Colour(int index) => s_colours[index % s_colours.Length];

    /// <summary>A line through points, in order.</summary>
    public SvgPlot Line(string name, string colour, IEnumerable<(double X, double Y)> points)
    {
        _legend.Add((name, colour));
        var all = points.ToArray();
        _numbers.AddRange(all.Select(p => (name, Label(x, p.X), Label(y, p.Y))));
        _marks.Append(CultureInfo.InvariantCulture,
            $"""<polyline fill="none" stroke="{colour}" stroke-width="2" points="{string.Join(' ', all.Select(p => At(p.X, p.Y)))}"/>""");
        return this;
    }

    /// <summary>A faint line to compare with; not in the legend.</summary>
    public SvgPlot Reference((double X, double Y) from, (double X, double Y) to)
    {
        _marks.Append(CultureInfo.InvariantCulture, $"""<polyline class="reference" fill="none" points="{At(from.X, from.Y)} {At(to.X, to.Y)}"/>""");
        return this;
    }

    /// <summary>Points, each with what a pointer over it shows.</summary>
    public SvgPlot Points(string name, string colour, IEnumerable<(double X, double Y, string Label)> points)
    {
        _legend.Add((name, colour));
        foreach (var (px, py, label) in points)
        {
            var at = At(px, py).Split(',');
            _numbers.Add((name, Label(x, px), Label(y, py)));
            _marks.Append($"""<circle cx="{at[0]}" cy="{at[1]}" r="5" fill="{colour}"><title>{WebUtility.HtmlEncode(label)}</title></circle>""");
        }
        return this;
    }

    /// <summary>Bars from the horizontal axis up.</summary>
    public SvgPlot Bars(string name, string colour, IEnumerable<(double From, double To, double Height)> bars)
    {
        _legend.Add((name, colour));
        foreach (var bar in bars.Where(b => b.Height > 0))
        {
            var (left, right, top, bottom) = (X(bar.From), X(bar.To), Y(bar.Height), Y(y.From));
            _numbers.Add((name, $"{Label(x, bar.From)} to {Label(x, bar.To)}", Label(y, bar.Height)));
            _marks.Append(
                $"""<rect x="{left:0.#}" y="{top:0.#}" width="{Math.Max(0.5, right - left - 1):0.#}" height="{bottom - top:0.#}" """ +
                $"""fill="{colour}" fill-opacity="0.55"/>""");
        }
        return this;
    }

    /// <summary>The plot as a figure of a page.</summary>
    public string ToHtml()
    {
        var svg = new StringBuilder();
        foreach (var tick in Ticks(x))
        {
            var anchor = X(tick) > Width - Right - 1 ? "end" : "middle";
            svg.Append($"""<line class="grid" x1="{X(tick):0.#}" x2="{X(tick):0.#}" y1="{Top}" y2="{Height - Bottom}"/>""")
                .Append($"""<text x="{X(tick):0.#}" y="{Height - Bottom + 16}" text-anchor="{anchor}">{Label(x, tick)}</text>""");
        }
        foreach (var tick in Ticks(y))
        {
            svg.Append($"""<line class="grid" x1="{Left}" x2="{Width - Right}" y1="{Y(tick):0.#}" y2="{Y(tick):0.#}"/>""")
                .Append($"""<text x="{Left - 6}" y="{Y(tick) + 4:0.#}" text-anchor="end">{Label(y, tick)}</text>""");
        }
        svg.Append($"""<text x="{(Left + Width - Right) / 2}" y="{Height - 8}" text-anchor="middle">{Encode(x.Name)}</text>""")
            .Append($"""<text transform="translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)" text-anchor="middle">{Encode(y.Name)}</text>""");
        var legend = string.Concat(_legend.Select(l => $"""<li><i style="background:{l.Colour}"></i>{Encode(l.Name)}</li>"""));
        return $"""
            <figure>
            <figcaption>{Encode(title)}</figcaption>
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Encode(title)}">{svg}{_marks}</svg>
            <ul class="legend">{legend}</ul>
            <details><summary>numbers</summary><div><table>
            <thead><tr><th scope="col"></th><th scope="col">{Encode(x.Name)}</th><th scope="col">{Encode(y.Name)}</th></tr></thead>
            <tbody>{string.Concat(_numbers.Select(n => $"<tr><th scope=\"row\">{Encode(n.Name)}</th><td>{n.X}</td><td>{n.Y}</td></tr>"))}</tbody>
            </table></div></details>
            </figure>

            """;
    }

    private double X(double value) => Left + (value - x.From) / (x.To - x.From) * (Width - Left - Right);

    private double Y(double value) => Height - Bottom - (value - y.From) / (y.To - y.From) * (Height - Top - Bottom);

    private string At(double px, double py) => string.Create(CultureInfo.InvariantCulture, $"{X(px):0.#},{Y(py):0.#}");

    private static IEnumerable<double> Ticks(PlotAxis axis) => Enumerable.Range(0, 6).Select(i => axis.From + i * (axis.To - axis.From) / 5);

    private static string Label(PlotAxis axis, double value) => Encode((value * axis.Scale).ToString(axis.Format, CultureInfo.InvariantCulture));

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>An axis of a plot.</summary>
/// <param name="Name">What it shows, with the unit.</param>
/// <param name="From">Its least value.</param>
/// <param name="To">Its greatest.</param>
internal sealed record PlotAxis(string Name, double From, double To)
{
    public string Format { get; init; } = "0.##";

    /// <summary>What labels are multiplied by: 100 for shares in percent.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>A share, from 0 to 1, labelled in percent.</summary>
    public static PlotAxis Share(string name) => new($"{name}, %", 0, 1) { Scale = 100, Format = "0" };

    /// <summary>An axis that holds all values, from 0 if they are all above.</summary>
    public static PlotAxis Of(string name, IReadOnlyCollection<double> values)
    {
        var (least, most) = (Math.Min(0, values.DefaultIfEmpty(0).Min()), values.DefaultIfEmpty(1).Max());
        return new PlotAxis(name, least, most > least ? most : least + 1);
    }
}
