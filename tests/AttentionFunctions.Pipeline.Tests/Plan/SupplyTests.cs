using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Profiles;
using CsCheck;
using Xunit;

namespace AttentionFunctions.Plan;

public sealed class SupplyTests
{
    /// <summary>Monday 09:00 UTC.</summary>
    private static readonly DateTimeOffset Nine = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Within_four_weeks_the_curve_is_known_to_a_tenth()
    {
        var random = new Random(1);
        FocusWorld[] people = [.. Enumerable.Range(0, 40).Select(_ => FocusWorld.Draw(random))];
        double Error(int weeks)
        {
            Observations[] seen = [.. people.Select(person => FocusWorld.Observed(person.Live(weeks, random)))];
            PopulationRhythm population = weeks == 0 ? PopulationRhythm.Presets : PopulationLearner.Learn(seen, Nine);
            return people.Zip(seen, (person, own) => person.ErrorOf(AttentionSupply.Of(own, population, "UTC").Curve)).Average();
        }

        double cold = Error(0), one = Error(1), four = Error(4);
        Assert.True(four < 0.06, $"{four:P1} after four weeks");
        Assert.True(four < one && one < cold, $"{cold:P1}, {one:P1}, {four:P1}");
    }

    /// <summary>
    /// The benchmark <c>plan-bands</c> finds 95 to 96 % over three seeds, and 94 % where work begins at any minute of the hour. 40 people
    /// differ by half a percent each from it: the bounds are four deviations away.
    /// </summary>
    [Theory]
    [InlineData(1, false, 0.93)]
    [InlineData(4, false, 0.93)]
    [InlineData(8, false, 0.93)]
    [InlineData(4, true, 0.9)]
    public void The_true_curve_lies_within_its_interval_as_often_as_it_says(int weeks, bool anyMinute, double least)
    {
        var random = new Random(2);
        FocusWorld[] people = [.. Enumerable.Range(0, 40).Select(_ => FocusWorld.Draw(random, anyMinute))];
        Observations[] seen = [.. people.Select(person => FocusWorld.Observed(person.Live(weeks, random)))];
        PopulationRhythm population = PopulationLearner.Learn(seen, Nine);
        double covered = people.Zip(seen, (person, own) =>
        {
            IReadOnlyList<HourSupply> hours = AttentionSupply.Of(own, population, "UTC").Hours;
            return person.WorkedHours.Average(hour => person.Curve[hour] >= hours[hour].Low && person.Curve[hour] <= hours[hour].High ? 1.0 : 0);
        }).Average();
        Assert.InRange(covered, least, 0.98);
    }

    /// <summary>
    /// 0.03² in the made-up people, beside a deviation of about 0.12 within an hour. Old observations count less but are no noisier: when the
    /// moments took their noise for larger, next to nothing was left for the days, and the intervals were too narrow.
    /// </summary>
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void How_much_days_differ_is_learned(int weeks)
    {
        var random = new Random(5);
        Observations[] seen = [.. Enumerable.Range(0, 60).Select(_ => FocusWorld.Observed(FocusWorld.Draw(random).Live(weeks, random)))];
        FocusVariances learned = PopulationLearner.Learn(seen, Nine).Variances;
        Assert.InRange(learned.Days, 0.0005, 0.0015);
        Assert.InRange(learned.Within, 0.011, 0.016);
    }

    /// <summary>Six tasks are about what a day holds, twelve nearly twice that.</summary>
    [Theory]
    [InlineData(6)]
    [InlineData(12)]
    public void Plans_by_the_learned_curve_get_more_done_than_plans_by_a_flat_one(int tasks)
    {
        var random = new Random(3);
        double[] flat = [.. Enumerable.Repeat(0.5, 168)];
        SearchLimit limit = SearchLimit.OfWork(0.3);
        double byFlat = 0, byLearned = 0;
        for (int i = 0; i < 6; i++)
        {
            FocusWorld person = FocusWorld.Draw(random);
            AttentionSupply learned = AttentionSupply.Of(FocusWorld.Observed(person.Live(4, random)), PopulationRhythm.Presets, "UTC");
            PlanRequest request = person.Tasks(random, new DateOnly(2026, 11, 23), tasks);
            byFlat += person.ValueOf(request, person.Plan(request, flat, limit));
            byLearned += person.ValueOf(request, person.Plan(request, learned.Curve, limit));
        }

        Assert.True(byLearned > byFlat, $"{byLearned} against {byFlat}");
    }

    [Fact]
    public void A_stranger_gets_what_is_usual_and_wide_intervals()
    {
        AttentionSupply supply = Supply(new Profile());
        Assert.Equal(SupplySource.Preset, supply.Source);
        Assert.Equal(168, supply.Hours.Count);
        Assert.All(supply.Hours, hour => Assert.True(hour.High - hour.Low > 0.1));
        Assert.Equal(25, supply.FocusMinutes.Value, 6);
        Assert.Equal(0, supply.FocusMinutes.Observations);
        Assert.Equal(1, supply.EstimateBias.Value, 6);
    }

    [Fact]
    public void Evidence_moves_the_hour_it_is_about_most_and_narrows_it()
    {
        var profile = new Profile();
        for (int week = 0; week < 4; week++) Add(profile, EventType.Focus, Nine.AddDays(7 * week).AddMinutes(60), 55 * 60);
        IReadOnlyList<HourSupply> before = Supply(new Profile()).Hours, after = Supply(profile).Hours;
        Assert.True(after[9].Focus > before[9].Focus + 0.1);
        Assert.True(after[9].Focus - before[9].Focus >= after[33].Focus - before[33].Focus);
        Assert.True(after[9].High - after[9].Low < before[9].High - before[9].Low);
        Assert.True(after[9].Presence > after[10].Presence);
    }

    /// <summary>The pauses before the first and after the last stretch leave no event; the one between them is shared by their lengths.</summary>
    [Theory]
    [InlineData(10, 30, 40, 50, 50)]
    [InlineData(4, 34, 40, 50, 51.5)]
    [InlineData(2, 30, 40, 58, 60)]
    [InlineData(0, 30, 40, 60, 60)]
    public void A_session_reaches_its_share_of_a_pause_beyond_its_focus_but_not_into_another_hour(int from, int pause, int on, int to, double minutes)
    {
        var profile = new Profile();
        Add(profile, EventType.Focus, Nine.AddMinutes(pause), (pause - from) * 60);
        Add(profile, EventType.Focus, Nine.AddMinutes(to), (to - on) * 60);
        Observations seen = Observations.Of(profile, ItemCatalogue.Empty, SupplyOptions.Default);

        // An hour's age takes less than a thousandth of the weight.
        Assert.Equal(minutes / 60, seen.Weight[9], 0.001);
        Assert.Equal((pause - from + to - on) / minutes, seen.Sum[9] / seen.Weight[9], 1e-9);
        Assert.Equal(0, seen.Weight[8] + seen.Weight[10]);
    }

    [Fact]
    public void A_stretch_alone_has_the_pauses_that_are_usual()
    {
        var profile = new Profile();
        Add(profile, EventType.Focus, Nine.AddMinutes(30), 20 * 60);
        Add(profile, EventType.Focus, Nine.AddMinutes(50), 10 * 60);
        Add(profile, EventType.Focus, Nine.AddDays(1).AddMinutes(50), 30 * 60);
        Observations seen = Observations.Of(profile, ItemCatalogue.Empty, SupplyOptions.Default);

        // Ten minutes of pause beside fifteen of focus: ten on either side of the thirty.
        Assert.Equal(30.0 / 50, seen.Sum[33] / seen.Weight[33], 1e-9);
    }

    [Fact]
    public void Recovery_switching_and_overrun_come_from_the_gaps_between_events()
    {
        var profile = new Profile();
        for (int day = 0; day < 40; day++)
        {
            DateTimeOffset at = Nine.AddDays(day);
            Add(profile, EventType.Focus, at.AddMinutes(20), 20 * 60, "code", planned: 10 * 60);
            Add(profile, EventType.Focus, at.AddMinutes(41), 20 * 60, "code");
            Add(profile, EventType.Focus, at.AddMinutes(71), 20 * 60, "mail");
            Add(profile, EventType.Interruption, at.AddMinutes(75), 4 * 60, "chat");
            Add(profile, EventType.Focus, at.AddMinutes(103), 20 * 60, "mail");
        }

        AttentionSupply supply = Supply(profile);
        Assert.InRange(supply.FocusMinutes.Value, 19, 21);
        Assert.InRange(supply.RecoveryMinutes.Value, 7.5, 9);
        Assert.InRange(supply.SwitchingMinutes.Value, 7, 9.5);
        Assert.InRange(supply.EstimateBias.Value, 1.7, 2.1);
        Assert.InRange(2, supply.EstimateBias.Low, supply.EstimateBias.High + 0.1);
    }

    [Fact]
    public void Reports_add_up_by_day_and_by_week()
    {
        var profile = new Profile();
        Add(profile, EventType.Focus, Nine.AddMinutes(30), 30 * 60, "code", planned: 20 * 60);
        Add(profile, EventType.Interruption, Nine.AddMinutes(35), 5 * 60, "chat");
        Add(profile, EventType.Focus, Nine.AddMinutes(65), 30 * 60, "mail");
        Add(profile, EventType.Focus, Nine.AddDays(1).AddHours(9), 60 * 60, "code");
        PeriodReport monday = PeriodReport.ByDay(profile, 28)[0];
        Assert.Equal((60, 30, 2, 1, 1, 5), (monday.FocusMinutes, monday.LongestMinutes, monday.Stretches, monday.Switches, monday.Interruptions, monday.InterruptedMinutes));
        Assert.Equal(0.5, monday.Fragmentation, 9);
        Assert.Equal((20, 30, 0), (monday.PlannedMinutes, monday.DoneMinutes, monday.AfterHoursMinutes));
        PeriodReport week = Assert.Single(PeriodReport.ByWeek(profile, 8));
        Assert.Equal((new DateOnly(2026, 11, 23), 7, 120, 60), (week.From, week.Days, week.FocusMinutes, week.AfterHoursMinutes));
    }

    /// <summary>Shrinkage lies between what is usual and what was seen, and knows more than either.</summary>
    [Fact]
    public void A_posterior_lies_between_prior_and_mean() => Gen.Select(Gen.Double[-5, 5], Gen.Double[0.01, 4], Gen.Double[0.01, 4], Gen.Int[1, 100], Gen.Double[-5, 5])
        .Sample((usual, between, within, n, mean) =>
        {
            (double posterior, double variance) = new NormalPrior(usual, between, within).Posterior(n, mean);
            Assert.InRange(posterior, Math.Min(usual, mean) - 1e-9, Math.Max(usual, mean) + 1e-9);
            Assert.True(variance < Math.Min(between, within / n) + 1e-12);
        });

    [Fact]
    public void The_population_is_learned_from_five_people_up_and_by_moments()
    {
        var random = new Random(4);
        double Draw(double sigma) => sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[][] people = [.. Enumerable.Range(0, 500).Select(_ =>
        {
            double own = 3 + Draw(0.5);
            return Enumerable.Range(0, 20).Select(_ => own + Draw(1)).ToArray();
        })];
        NormalPrior learned = new NormalPrior(0, 1, 1).LearnedFrom(people, 5);
        Assert.InRange(learned.Mean, 2.9, 3.05);
        Assert.InRange(learned.Within, 0.95, 1.05);
        Assert.InRange(learned.Between, 0.2, 0.35);
    }

    private static AttentionSupply Supply(Profile profile) =>
        AttentionSupply.Of(Observations.Of(profile, ItemCatalogue.Empty, SupplyOptions.Default), PopulationRhythm.Presets, "UTC");

    private static void Add(Profile profile, EventType type, DateTimeOffset end, double seconds, string category = "work", double? planned = null) =>
        Assert.True(profile.Apply(new AttentionEvent
        {
            Id = $"{type}{end:O}",
            Type = type,
            Time = end,
            UserId = "u",
            Category = category,
            Seconds = seconds,
            Value = planned,
        }));
}
