using RagPruner.Drafting;

namespace RagPruner.Tests.Drafting;

public sealed class QuotationDeltasTests
{
    [Theory]
    [InlineData("at nine o'clock\"", "at nine o'clock")]
    [InlineData("The answer is \"at nine\".", "at nine\".")]
    [InlineData("The ferry leaves at nine", "The ferry leaves at nine")]
    [InlineData(" “at nine” ", "at nine")]
    [InlineData("a \"fast\" ferry\"", "a \"fast\" ferry")]
    public void Passes_on_what_the_whole_text_quotes_whatever_the_pieces(string text, string quoted)
    {
        Quotation.TextOf(text).ShouldBe(quoted);
        foreach (var size in Enumerable.Range(1, text.Length))
        {
            var pieces = new Pieces();
            var deltas = new QuotationDeltas(pieces);
            foreach (var piece in text.Chunk(size))
                deltas.Report(new string(piece));
            string.Concat(pieces).ShouldBe(quoted);
        }
    }

    private sealed class Pieces : List<string>, IProgress<string>
    {
        public void Report(string value) => Add(value);
    }
}
