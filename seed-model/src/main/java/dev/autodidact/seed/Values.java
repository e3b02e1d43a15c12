package dev.autodidact.seed;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Draws a value of a type: real words from the lists, invented ones from {@link Names}. */
final class Values {

    private static final String[] MONTHS = {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
    };
    private static final String[] WEEKDAYS = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
    };

    /** Lists whose items are split; what occurs in other lists or in world facts can not be held out. */
    private static final Set<String> OPEN_LISTS =
            Set.of("woman", "man", "name", "surname", "petname", "city", "company", "coinage");

    static final String[] UNITS = {
        "minutes", "hours", "days", "weeks", "years", "km", "cm", "m", "kg", "g", "liters", "percent", "degrees",
        "people", "points", "pieces", "GB", "miles"
    };

    private final WordLists lists;
    private final Names names;
    private final Set<String> exposed = new HashSet<>();

    Values(WordLists lists, Names names, List<WorldFact> world) {
        this.lists = lists;
        this.names = names;
        lists.all().forEach((type, items) -> {
            if (!OPEN_LISTS.contains(type)) {
                items.forEach(this::expose);
            }
        });
        world.forEach(fact -> {
            expose(fact.value());
            fact.asks().forEach(this::expose);
        });
    }

    private void expose(String text) {
        for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z]+")) {
            exposed.add(word);
        }
    }

    String draw(String type, RandomGenerator random, Split split) {
        return switch (type) {
            case "personname" -> Pick.chance(random, 0.4) ? person(random, split) : names.name(random, split);
            case "womanname" -> open(random, split, "woman", 0.5);
            case "manname" -> open(random, split, "man", 0.5);
            case "petname" -> open(random, split, "petname", 0.4);
            case "fullname" -> draw("personname", random, split) + " " + open(random, split, "surname", 0.4);
            case "city" -> open(random, split, "city", 0.4);
            case "country" -> open(random, split, "country", 0.7);
            case "street" -> street(random, split);
            case "company" -> company(random, split);
            case "school" ->
                open(random, split, "surname", 0.3) + " "
                        + Pick.of(random, "School", "College", "High School", "Academy", "University");
            case "booktitle", "movietitle", "song" -> title(type, random, split);
            case "team" -> open(random, split, "team", 0.4);
            case "shop", "restaurant" -> place(random, split, type);
            case "doctor" -> "Dr. " + open(random, split, "surname", 0.4);
            case "carbrand" -> open(random, split, "carbrand", 0.8);
            case "word" -> Pick.chance(random, 0.6) ? real(random, split, "word") : names.word(random, split);
            case "event" -> Pick.one(random, lists.list("event"));
            case "number" -> number(random);
            case "quantity" -> Names.digits(random, Pick.between(random, 1, 3)) + " " + Pick.of(random, UNITS);
            case "phrase" -> phrase(random);
            case "code" -> names.code(random, Pick.between(random, 4, 6), split);
            case "mixedcode" -> names.mixed(random, split);
            case "password" -> password(random, split);
            case "phone" -> phone(random);
            case "date" -> date(random);
            case "year" -> String.valueOf(Pick.between(random, 1900, 2035));
            case "time" -> time(random);
            case "weekday" -> Pick.of(random, WEEKDAYS);
            case "weekdaytime" -> Pick.of(random, WEEKDAYS) + " at " + time(random);
            case "month" -> Pick.of(random, MONTHS);
            case "room" -> room(random);
            case "size" -> size(random);
            case "price" ->
                Names.digits(random, Pick.between(random, 1, 4)) + " "
                        + Pick.of(random, "euros", "dollars", "euros", "dollars", "pounds");
            case "filename" ->
                names.word(random, split)
                        + Pick.of(random, "", "_" + Pick.one(random, lists.list("word")))
                        + Pick.of(random, ".txt", ".pdf", ".csv", ".json", ".md", ".py", ".yaml", ".log");
            case "url" ->
                Pick.of(random, "https://", "https://", "http://", "www.")
                        + names.word(random, split)
                        + Pick.of(random, ".com", ".org", ".net", ".io", ".dev")
                        + Pick.of(random, "", "", "/" + Pick.one(random, lists.list("word")));
            case "email" ->
                names.word(random, split)
                        + Pick.of(random, "", "." + names.word(random, split), Names.digits(random, 2)) + "@"
                        + names.word(random, split) + Pick.of(random, ".com", ".org", ".net", ".io");
            case "ip" ->
                Pick.of(random, "10.0", "10." + random.nextInt(256), "192.168", "172.16") + "." + random.nextInt(256)
                        + "." + (1 + random.nextInt(254));
            case "port" ->
                Pick.chance(random, 0.3)
                        ? Pick.of(random, "80", "443", "8080", "8443", "5432", "3000", "6379", "9090", "22")
                        : Pick.of(random, "", "1", "2", "3", "4", "5") + Names.digits(random, 4);
            case "version" ->
                random.nextInt(10) + "." + random.nextInt(20)
                        + Pick.of(random, "", "." + random.nextInt(20), "." + random.nextInt(10));
            case "hostname" ->
                names.word(random, split)
                        + Pick.of(
                                random,
                                "-" + Names.digits(random, 2),
                                "-" + Names.digits(random, 1),
                                "0" + Names.digits(random, 1),
                                ".local",
                                "-" + Pick.one(random, lists.list("word")));
            default -> Pick.one(random, lists.list(type));
        };
    }

    /** A real word of a list or an invented name. */
    String open(RandomGenerator random, Split split, String list, double realShare) {
        if (split == Split.TRAIN && Pick.chance(random, 0.015)) {
            return Pick.one(random, lists.list("accented"));
        }
        return Pick.chance(random, realShare) ? real(random, split, list) : names.name(random, split);
    }

    /** A common first name. */
    String person(RandomGenerator random, Split split) {
        return real(random, split, Pick.of(random, "woman", "man", "name", "name"));
    }

    String real(RandomGenerator random, Split split, String list) {
        List<String> items = lists.list(list);
        if (!OPEN_LISTS.contains(list)) {
            return Pick.one(random, items);
        }
        for (int tries = 0; tries < 1000; tries++) {
            String item = Pick.one(random, items);
            if (split == Split.TRAIN ? !heldOut(item) : heldOut(item)) {
                return item;
            }
        }
        return names.name(random, split);
    }

    private boolean heldOut(String item) {
        return Split.heldOut(item)
                && List.of(item.toLowerCase(Locale.ROOT).split("[^a-z]+")).stream()
                        .noneMatch(exposed::contains);
    }

    private String street(RandomGenerator random, Split split) {
        String name =
                open(random, split, "surname", 0.3) + " " + Pick.of(random, "Street", "Road", "Lane", "Avenue", "Way");
        return switch (random.nextInt(3)) {
            case 0 -> Names.digits(random, Pick.between(random, 1, 3)) + " " + name;
            default -> name;
        };
    }

    private String company(RandomGenerator random, Split split) {
        String name = open(random, split, "surname", 0.2);
        return switch (random.nextInt(6)) {
            case 0 -> name + " " + Pick.of(random, "Labs", "Systems", "Bank", "Motors", "Foods", "Group");
            case 1 -> name + " " + Pick.of(random, "Inc", "Ltd", "Corp", "GmbH");
            case 2 -> open(random, split, Pick.of(random, "company", "coinage"), 1);
            default -> name;
        };
    }

    private String place(RandomGenerator random, Split split, String type) {
        return switch (random.nextInt(4)) {
            case 0 -> open(random, split, type, 1);
            case 1 -> "Cafe " + names.name(random, split);
            default -> names.name(random, split);
        };
    }

    /** Two to four lower-case words. */
    private String phrase(RandomGenerator random) {
        String noun = Pick.one(random, lists.list("adjective")) + " " + Pick.one(random, lists.list("word"));
        return switch (random.nextInt(3)) {
            case 0 -> "the " + noun;
            case 1 -> noun + Pick.of(random, " and ", " with ", " in the ") + Pick.one(random, lists.list("word"));
            default -> noun;
        };
    }

    private String title(String type, RandomGenerator random, Split split) {
        String adjective = Phrasing.capital(Pick.one(random, lists.list("adjective")));
        String noun = Phrasing.capital(real(random, split, "word"));
        return switch (random.nextInt(8)) {
            case 6, 7 -> Pick.one(random, lists.list(type));
            case 0 -> "The " + adjective + " " + noun;
            case 1 -> adjective + " " + noun;
            case 2 -> noun + " of " + names.name(random, split);
            case 3 -> "The " + noun;
            default -> names.name(random, split);
        };
    }

    private String password(RandomGenerator random, Split split) {
        return switch (random.nextInt(5)) {
            case 4 ->
                names.word(random, split)
                        + Pick.of(random, "!", "#", "$", "?", "%", "&", "*", "@", "+", "\"", "\\")
                        + Names.digits(random, 2);
            case 0 -> names.word(random, split);
            case 1 -> real(random, split, "word") + Names.digits(random, Pick.between(random, 1, 4));
            default -> names.mixed(random, split);
        };
    }

    private static String number(RandomGenerator random) {
        return Names.digits(random, Pick.between(random, 1, 3));
    }

    private static String phone(RandomGenerator random) {
        return switch (random.nextInt(3)) {
            case 0 -> "555-" + Names.digits(random, 4);
            case 1 -> "0" + Names.digits(random, 3) + " " + Names.digits(random, Pick.between(random, 5, 7));
            default -> "+" + Names.digits(random, 2) + " " + Names.digits(random, 3) + " " + Names.digits(random, 4);
        };
    }

    private static String date(RandomGenerator random) {
        int day = Pick.between(random, 1, 28);
        String month = Pick.of(random, MONTHS);
        return switch (random.nextInt(4)) {
            case 0 -> month + " " + day;
            case 1 -> day + " " + month + " " + Pick.between(random, 1930, 2035);
            default -> day + " " + month;
        };
    }

    private static String time(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0, 1 -> Pick.between(random, 1, 12) + " " + Pick.of(random, "am", "pm");
            case 2 -> random.nextInt(24) + ":" + Pick.of(random, "00", "15", "30", "45");
            default ->
                Pick.between(random, 1, 12) + ":" + Pick.of(random, "15", "30", "45") + " "
                        + Pick.of(random, "am", "pm");
        };
    }

    private static String room(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> (char) ('A' + random.nextInt(8)) + Names.digits(random, 2);
            case 1 -> random.nextInt(10) + ".0" + random.nextInt(10);
            case 2 -> "room " + Names.digits(random, Pick.between(random, 1, 3));
            default -> Names.digits(random, 3);
        };
    }

    private static String size(RandomGenerator random) {
        return Pick.chance(random, 0.4)
                ? Pick.of(random, "S", "M", "L", "XL", "small", "medium", "large")
                : String.valueOf(Pick.between(random, 34, 48));
    }
}
