using FsCheck.Xunit;
using RagPruner.Statements;

namespace RagPruner.Tests.Statements;

public sealed class StatementTests
{
    private static Relation Compare(string question, string one, string other, string? context = null) =>
        Statement.Of(one, context, Statement.Of(question)).To(Statement.Of(other, null, Statement.Of(question)));

    [Theory]
    [InlineData("How much does it cost?", "10 euros", "20 euros")]
    [InlineData("How much does it cost?", "$100", "€100")]
    [InlineData("How many beds are there?", "There are 412 beds", "The hospital has 286 beds.")]
    [InlineData("How many beds are there?", "412 beds on three wards", "286 beds on three wards")]
    [InlineData("What is the limit?", "15,000 dollars", "15,500 dollars")]
    [InlineData("How long is the warranty?", "5 years", "2 years")]
    [InlineData("How long does it take?", "90 minutes", "2 hours")]
    [InlineData("How long does it take?", "an hour", "half an hour")]
    [InlineData("How cold is it?", "−5 °C", "5 °C")]
    [InlineData("When was it opened?", "It was opened in 1931", "in 1947")]
    [InlineData("When was it opened?", "5 March 2024", "March 6, 2024")]
    [InlineData("When was it opened?", "2024-03-05", "05.04.2024")]
    [InlineData("When does it open?", "8:30", "10 am")]
    [InlineData("When is it closed?", "on Mondays", "Tuesday")]
    [InlineData("Who directs it?", "Mirela Anton", "Jonas Falk")]
    [InlineData("Who directs the Berlin office?", "Anna Berg leads the office in Berlin", "Tom Lind has led the Berlin office since 2019")]
    [InlineData("Which river is it?", "the Lauter", "the Wied")]
    [InlineData("Which code is shown?", "E4104", "E4108")]
    [InlineData("Is it open on Sundays?", "Yes, from ten", "No")]
    [InlineData("What about dogs?", "Dogs are allowed in the park", "Dogs are not allowed in the park")]
    [InlineData("Wie viel kostet es?", "85 Euro", "130 Euro")]
    [InlineData("How much does it cost?", "１０ euros", "٢٠ euros")]
    public void Contradict_each_other(string question, string one, string other)
    {
        Compare(question, one, other).ShouldBe(Relation.Contradicts);
        Compare(question, other, one).ShouldBe(Relation.Contradicts);
    }

    [Theory]
    [InlineData("How much does it cost?", "10 euros", "€10.00")]
    [InlineData("How much does it cost?", "10 euros", "ten euros for adults, 5 for children")]
    [InlineData("How much does it cost?", "1,250 dollars", "$1250")]
    [InlineData("How much does it cost?", "10.000 Euro", "10 000 euros")]
    [InlineData("How much does it cost?", "3,50 €", "3.5 euros")]
    [InlineData("How much does it cost?", "10 euros", "10 to 20 euros")]
    [InlineData("How long is the tunnel?", "3.2 km", "3,200 m")]
    [InlineData("How long is the tunnel?", "3.2 km", "about 3 km")]
    [InlineData("How long is the tunnel?", "100 km", "62 miles")]
    [InlineData("How long does it take?", "14 days", "two weeks")]
    [InlineData("How long does it take?", "1 month", "30 days")]
    [InlineData("How long does it take?", "40 working days", "forty days")]
    [InlineData("How long does it take?", "90 minutes", "1.5 hours")]
    [InlineData("How cold is it?", "4 °C", "39 °F")]
    [InlineData("How many people work there?", "5,284 employees", "5,300 people")]
    [InlineData("What share is it?", "35 percent", "34.8 %")]
    [InlineData("When was it opened?", "1931", "in March 1931")]
    [InlineData("When was it opened?", "5 March 2024", "05.03.2024")]
    [InlineData("When was it opened?", "3/5/2024", "May 3, 2024")]
    [InlineData("When does it open?", "8:30", "8.30 a.m.")]
    [InlineData("When does it close?", "11:40 pm", "23:40")]
    [InlineData("When is it open?", "Monday to Friday", "on Wednesdays")]
    [InlineData("Who directs it?", "Dr. Mirela Anton", "M. Anton")]
    [InlineData("Who runs it?", "WHO", "the World Health Organization")]
    [InlineData("Which database?", "Postgres", "PostgreSQL 16")]
    [InlineData("Is it open?", "Yes", "Yes, on weekends")]
    public void Say_the_same(string question, string one, string other)
    {
        Compare(question, one, other).ShouldBe(Relation.Same);
        Compare(question, other, one).ShouldBe(Relation.Same);
    }

    [Theory]
    [InlineData("How much does it cost?", "10 euros", "free for members")]
    [InlineData("What is it about?", "3 rooms with a view and a garden", "12 windows, 4 doors")]
    [InlineData("How much does it cost?", "10 euros", "11 dollars")]
    [InlineData("Who directs it?", "Anna Berg", "Анна Берг")]
    [InlineData("Why was it closed?", "a landslide near Orm", "heavy rain on the Tarn")]
    public void Cannot_be_compared(string question, string one, string other) => Compare(question, one, other).ShouldBe(Relation.Unrelated);

    [Theory]
    [InlineData("What is the maximum load?", "may", "No more than 630 kg may be loaded into the lift. The stairs may be closed.", "630 kg", Relation.Same)]
    [InlineData("At what temperature is it stored?", "4 C", "Store it at 4 °C.", "18 °C", Relation.Contradicts)]
    [InlineData("Which port does it sail from?", "Amory", "The yacht sails from Port Amory.", "Valgrund", Relation.Contradicts)]
    [InlineData("Is the pool open?", "stays closed", "No. The pool stays closed.", "Yes", Relation.Contradicts)]
    [InlineData("How many beds are there?", "three valleys", "With 412 beds it serves three valleys.", "412", Relation.Same)]
    public void A_quotation_cut_short_is_read_with_its_sentence(string question, string draft, string context, string other, object relation) =>
        Compare(question, draft, other, context).ShouldBe((Relation)relation);

    [Theory]
    [InlineData("ten years", "Tenants give two weeks of notice.", Relation.Unrelated)]
    [InlineData("It takes 14 days.", "Tenants give two weeks of notice.", Relation.Contradicts)]
    public void What_a_model_invents_contradicts_no_source(string draft, string context, object relation) =>
        Compare("How long is the notice?", draft, "60 days", context).ShouldBe((Relation)relation);

    [Fact]
    public void What_the_question_says_is_no_answer() =>
        Compare("When did Anna Berg become director in Berlin?", "Anna Berg became director in 2019", "Anna Berg: 2021").ShouldBe(Relation.Contradicts);

    [Property]
    public void Compares_alike_both_ways_and_says_the_same_as_itself(string? one, string? other)
    {
        var (a, b) = (Statement.Of(one ?? "", null, Statement.Of("How many are there?")), Statement.Of(other ?? "", null, Statement.Of("How many are there?")));
        a.To(b).ShouldBe(b.To(a));
        a.To(a).ShouldBe(Relation.Same);
    }

    [Property]
    public void Every_figure_contradicts_its_double(int value) =>
        Compare("How many are there?", $"{Math.Abs((long)value) + 3} items", $"{(Math.Abs((long)value) + 3) * 2} items").ShouldBe(Relation.Contradicts);
}
