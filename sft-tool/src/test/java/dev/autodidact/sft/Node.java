package dev.autodidact.sft;

import jakarta.inject.Inject;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.dynamic.scaffold.subclass.ConstructorStrategy;
import net.bytebuddy.implementation.MethodDelegation;
import net.bytebuddy.implementation.bind.annotation.RuntimeType;
import net.bytebuddy.implementation.bind.annotation.SuperCall;
import net.bytebuddy.matcher.ElementMatchers;
import org.hibernate.cfg.Configuration;

/**
 * The learning queue of one process with its real database, for tests that kill it: the classes of this package, wired by
 * their constructors, each {@code @Transactional} method a transaction on the H2 file of the data folder.
 */
final class Node implements AutoCloseable {

    private final Path home;
    private final EntityManagerFactory factory;
    private final Consumer<String> points;
    private final Map<Class<?>, Object> beans = new HashMap<>();
    private final Map<String, Object> deviations;
    private final ThreadLocal<EntityManager> current = new ThreadLocal<>();

    /**
     * Opens a data folder; makes the database where there is none.
     *
     * @param given what is not made by constructor: runner, store, inspection
     * @param deviations settings by method name that differ from their defaults
     * @param points hears of "before commit" and "after commit" of each transaction
     */
    Node(Path home, List<Object> given, Map<String, Object> deviations, Consumer<String> points) throws Exception {
        this(home, url(home), "sa", given, deviations, points);
    }

    /** The same on any database; what its schema needs is made where it is not there. */
    Node(
            Path home,
            String url,
            String user,
            List<Object> given,
            Map<String, Object> deviations,
            Consumer<String> points)
            throws Exception {
        this.home = home;
        this.deviations = deviations;
        this.points = points;
        for (Object bean : given) {
            for (Class<?> type = bean.getClass(); type != Object.class; type = type.getSuperclass()) {
                beans.put(type, bean);
                Arrays.stream(type.getInterfaces()).forEach(face -> beans.put(face, bean));
            }
        }
        migrate(home, url, user);
        Configuration configuration = new Configuration()
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.connection.username", user)
                .setProperty("hibernate.connection.password", "")
                .setProperty("hibernate.connection.pool_size", "8");
        for (Class<?> type : classes()) {
            if (type.isAnnotationPresent(Entity.class)) {
                configuration.addAnnotatedClass(type);
            }
        }
        factory = configuration.buildSessionFactory();
        beans.put(
                EntityManager.class,
                Proxy.newProxyInstance(
                        Node.class.getClassLoader(),
                        new Class<?>[] {EntityManager.class},
                        (proxy, method, arguments) -> {
                            EntityManager entities = current.get();
                            if (entities == null) {
                                throw new IllegalStateException(method + " outside of a transaction");
                            }
                            return call(method, entities, arguments);
                        }));
    }

    /** The database's address, with the durability of the application's. */
    static String url(Path home) {
        return "jdbc:h2:file:" + home.resolve("db/autodidact").toAbsolutePath()
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
    }

    /** A bean of this package, made at its first use. */
    <T> T bean(Class<T> type) {
        Object found = beans.get(type);
        if (found == null) {
            found = type.isInterface() ? settings(type) : make(type);
            beans.put(type, found);
        }
        return type.cast(found);
    }

    @Override
    public void close() {
        bean(LearningQueue.class).stop();
        factory.close();
    }

    private Object make(Class<?> type) {
        Constructor<?> constructor = Arrays.stream(type.getDeclaredConstructors())
                .filter(candidate -> candidate.isAnnotationPresent(Inject.class))
                .findFirst()
                .orElseGet(() -> type.getDeclaredConstructors()[0]);
        Object[] arguments =
                Arrays.stream(constructor.getParameters()).map(this::argument).toArray();
        boolean transactional = Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.isAnnotationPresent(Transactional.class));
        try {
            if (transactional) {
                constructor = transactional(type).getDeclaredConstructor(constructor.getParameterTypes());
            }
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }

    private Object argument(Parameter parameter) {
        return parameter.getType() == String.class ? home.toString() : bean(parameter.getType());
    }

    private Class<?> transactional(Class<?> type) {
        return new ByteBuddy()
                .subclass(type, ConstructorStrategy.Default.IMITATE_SUPER_CLASS)
                .method(ElementMatchers.isAnnotatedWith(Transactional.class))
                .intercept(MethodDelegation.to(new Transactions()))
                .make()
                .load(type.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(MethodHandles.lookup()))
                .getLoaded();
    }

    /** One transaction a call; a call inside of one joins it. A runtime exception rolls back. */
    public final class Transactions {

        @RuntimeType
        public Object around(@SuperCall Callable<?> method) throws Exception {
            if (current.get() != null) {
                return method.call();
            }
            EntityManager entities = factory.createEntityManager();
            current.set(entities);
            try {
                entities.getTransaction().begin();
                Object result = method.call();
                points.accept("before commit");
                entities.getTransaction().commit();
                points.accept("after commit");
                return result;
            } finally {
                current.remove();
                if (entities.getTransaction().isActive()) {
                    entities.getTransaction().rollback();
                }
                entities.close();
            }
        }
    }

    /** Settings with their defaults. */
    private Object settings(Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            Object own = deviations.get(method.getName());
            if (own != null) {
                return own;
            }
            var preset = method.getAnnotation(io.smallrye.config.WithDefault.class);
            Class<?> as = method.getReturnType();
            if (preset == null) {
                return as == Optional.class ? Optional.empty() : null;
            }
            String text = preset.value();
            if (as == int.class) {
                return Integer.valueOf(text);
            } else if (as == long.class) {
                return Long.valueOf(text);
            } else if (as == double.class) {
                return Double.valueOf(text);
            } else if (as == boolean.class) {
                return Boolean.valueOf(text);
            } else if (as == Duration.class) {
                return Duration.parse("PT" + text);
            }
            throw new IllegalStateException("no default for " + method);
        });
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void migrate(Path home, String url, String user)
            throws IOException, SQLException, URISyntaxException {
        Files.createDirectories(home.resolve("db"));
        try (Connection connection = DriverManager.getConnection(url, user, "");
                ResultSet made = connection.getMetaData().getTables(null, null, "learning_job", null)) {
            if (made.next()) {
                return;
            }
            try (Statement statement = connection.createStatement();
                    Stream<Path> scripts = Files.list(folder().resolve("db/migration"))) {
                for (Path script : scripts.sorted(
                                Comparator.comparing(file -> file.getFileName().toString()))
                        .toList()) {
                    statement.execute(Files.readString(script));
                }
            }
        }
    }

    /** Where this module's classes and resources are. */
    private static Path folder() throws URISyntaxException {
        return Path.of(LearningQueue.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static List<Class<?>> classes() throws IOException, URISyntaxException, ClassNotFoundException {
        String name = Node.class.getPackageName();
        try (Stream<Path> files = Files.list(folder().resolve(name.replace('.', '/')))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class"))
                    .map(file -> name + "." + file.substring(0, file.length() - ".class".length()))
                    .sorted()
                    .toList();
            List<Class<?>> found = new java.util.ArrayList<>();
            for (String each : names) {
                found.add(Class.forName(each, false, Node.class.getClassLoader()));
            }
            return found;
        }
    }
}
