using System.Text;
using FsCheck.Xunit;
using RagPruner.Neural.Gguf;

namespace RagPruner.Neural.Tests.Gguf;

public sealed class WrittenTextTests
{
    [Property]
    public void However_it_is_cut_the_text_ends_at_the_earliest_stop_and_what_was_told_is_the_text(string[] pieces, bool[] cuts)
    {
        // Few letters, so that stops come by.
        var text = string.Concat((pieces ?? []).Select(p => string.Concat((p ?? "").Select(c => "ab\"ö\n"[c % 5]))));
        string[] stops = ["ab\"", "\n", "bb"];
        var end = stops.Select(s => text.IndexOf(s, StringComparison.Ordinal)).Where(i => i >= 0).DefaultIfEmpty(text.Length).Min();
        var told = new Told();
        var written = new WrittenText(stops, told);
        var isStopped = false;
        foreach (var piece in Cut(Encoding.UTF8.GetBytes(text), cuts ?? []))
        {
            isStopped = written.Add(piece);
            if (isStopped)
                break;
        }
        written.Finish(isStopped).ShouldBe(text[..end]);
        told.Text.ShouldBe(text[..end]);
        isStopped.ShouldBe(end < text.Length);
    }

    [Fact]
    public void What_may_become_a_stop_is_held_back_until_it_is_known()
    {
        var told = new Told();
        var written = new WrittenText(["END"], told);
        written.Add("one EN"u8).ShouldBeFalse();
        told.Text.ShouldBe("one ");
        written.Add("TER"u8).ShouldBeFalse();
        told.Text.ShouldBe("one ENTER");
        written.Add(" END and more"u8).ShouldBeTrue();
        told.Text.ShouldBe("one ENTER ");
    }

    // Bytes of one character may come in two tokens.
    private static IEnumerable<byte[]> Cut(byte[] bytes, bool[] cuts)
    {
        var from = 0;
        for (var i = 1; i <= bytes.Length; i++)
        {
            if (i < bytes.Length && (cuts.Length == 0 || !cuts[i % cuts.Length]))
                continue;
            yield return bytes[from..i];
            from = i;
        }
    }

    private sealed class Told : IProgress<string>
    {
        public string Text { get; private set; } = "";

        public void Report(string value) => Text += value;
    }
}
