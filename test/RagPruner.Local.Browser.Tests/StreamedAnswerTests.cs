using System.Text.Json;
using System.Text.RegularExpressions;
using RagPruner.Local.Tests.Support;

namespace RagPruner.Local.Browser.Tests;

/// <summary>The reader over <c>fetch</c> that docs/http.md shows, in a real browser.</summary>
public sealed partial class StreamedAnswerTests
{
    public static bool HasChromium => Chromium.Path is not null;

    [Fact(Skip = "there is no Chromium", SkipUnless = nameof(HasChromium))]
    public async Task The_documented_reader_shows_verdicts_then_pieces_then_the_answer()
    {
        using var folder = new Folder();
        var paced = folder.Write("paced.json", """{"seed": 1, "faults": [{"operation": "ConverseStream", "kind": "pace", "milliseconds": 20}]}""");
        await using var up = new Up();
        await up.StartAsync("up", "--port", "0", "--faults", paced);
        await using var context = new PageContext(await Chromium.NewPageAsync());
        var page = context.Page;
        // The script is of the same origin as what it calls.
        await page.GotoAsync($"{up.Address}/v1/answer");
        var shown = await page.EvaluateAsync<JsonElement>($$"""
            async () => {
              const shown = [];
              const show = (type, data) => shown.push([type, data]);
              {{Reader()}}
              return shown;
            }
            """);
        var events = shown.EnumerateArray().Select(e => (Type: e[0].GetString()!, Data: e[1])).ToArray();
        events[0].Type.ShouldBe("contexts");
        events.Count(e => e.Type == "delta").ShouldBeGreaterThan(10);
        events[^1].Type.ShouldBe("answer");
        string.Concat(events.Where(e => e.Type == "delta").Select(e => e.Data.GetProperty("text").GetString()))
            .ShouldBe(events[^1].Data.GetProperty("answer").GetProperty("text").GetString());
    }

    private static string Reader() => Block().Match(File.ReadAllText(Path.Combine(Repository.Root, "docs", "http.md")).ReplaceLineEndings("\n")).Groups["code"].Value;

    [GeneratedRegex("^```js\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
