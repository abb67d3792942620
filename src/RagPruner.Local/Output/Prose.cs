using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace RagPruner.Local.Output;

/// <summary>Text that fits a terminal.</summary>
internal static class Prose
{
    /// <summary>Writes a text in lines that fit the console, broken between words; its own line breaks stay.</summary>
    /// <param name="console">Where it goes.</param>
    /// <param name="text">The text.</param>
    /// <param name="hanging">Further spaces before each line that is added.</param>
    public static void Write(IAnsiConsole console, string text, int hanging = 0)
    {
        foreach (var line in Lines(Commands.Shell.Printable(text), console.Profile.Width, hanging))
            console.Profile.Out.Writer.WriteLine(line);
    }

    /// <summary>The lines of a text, none wider unless a single word is; what a line begins with, the added ones do too.</summary>
    public static IEnumerable<string> Lines(string text, int width, int hanging = 0)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            var lead = line[..^line.TrimStart(' ').Length];
            var come = new StringBuilder(lead);
            var isEmpty = true;
            foreach (var word in line[lead.Length..].Split(' '))
            {
                if (!isEmpty && WidthOf(come.ToString()) + 1 + WidthOf(word) > width)
                {
                    yield return come.ToString();
                    come.Clear().Append(' ', lead.Length + hanging);
                    isEmpty = true;
                }
                come.Append(isEmpty ? "" : " ").Append(word);
                isEmpty = false;
            }
            yield return come.ToString();
        }
    }

    /// <summary>A text on one line, cut to a width with a sign that something is missing.</summary>
    public static string Fit(string text, int width)
    {
        text = Commands.Shell.Printable(text.ReplaceLineEndings(" "));
        if (WidthOf(text) <= width)
            return text;
        var cut = new StringBuilder();
        var taken = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if ((taken += WidthOf(rune.ToString())) > width - 1)
                break;
            cut.Append(rune);
        }
        return $"{cut.ToString().TrimEnd()}…";
    }

    /// <summary>A text cut or filled with spaces to a width.</summary>
    public static string Cell(string text, int width, bool isNumber = false)
    {
        var fitted = Fit(text, width);
        var fill = new string(' ', Math.Max(0, width - WidthOf(fitted)));
        return isNumber ? fill + fitted : fitted + fill;
    }

    /// <summary>How many cells of a terminal a text takes: a Chinese character takes two.</summary>
    public static int WidthOf(string text) => new Segment(text).CellCount();
}
